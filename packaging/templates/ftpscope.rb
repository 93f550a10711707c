class Ftpscope < Formula
  desc "Reconstructs FTP sessions from packet captures"
  homepage "@HOME@"
  version "@VERSION@"
  license any_of: ["MIT", "Apache-2.0"]

  on_macos do
    on_arm do
      url "@HOME@/releases/download/v@VERSION@/ftpscope-@VERSION@-aarch64-apple-darwin.tar.gz"
      sha256 "@SHA256 aarch64-apple-darwin@"
    end
    on_intel do
      url "@HOME@/releases/download/v@VERSION@/ftpscope-@VERSION@-x86_64-apple-darwin.tar.gz"
      sha256 "@SHA256 x86_64-apple-darwin@"
    end
  end

  on_linux do
    on_arm do
      url "@HOME@/releases/download/v@VERSION@/ftpscope-@VERSION@-aarch64-unknown-linux-musl.tar.gz"
      sha256 "@SHA256 aarch64-unknown-linux-musl@"
    end
    on_intel do
      url "@HOME@/releases/download/v@VERSION@/ftpscope-@VERSION@-x86_64-unknown-linux-musl.tar.gz"
      sha256 "@SHA256 x86_64-unknown-linux-musl@"
    end
  end

  def install
    bin.install "ftpscope"
    man1.install Dir["man/*.1"]
    bash_completion.install "completions/ftpscope.bash" => "ftpscope"
    zsh_completion.install "completions/_ftpscope"
    fish_completion.install "completions/ftpscope.fish"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/ftpscope --version")
  end
end
