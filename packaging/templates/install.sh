#!/bin/sh
# Installs ftpscope @VERSION@ for one user, on Linux or macOS:
#
#   sh install.sh
#
# The program goes to ~/.local/bin, its pages and completions to ~/.local/share; FTPSCOPE_PREFIX sets another folder
# than ~/.local. What is fetched must have the checksum that stands here.
set -eu

fail() {
    printf 'install: %s\n' "$*" >&2
    exit 1
}

main() {
    version=@VERSION@
    releases=@HOME@/releases/download/v$version
    prefix=${FTPSCOPE_PREFIX:-$HOME/.local}

    case $(uname -s)-$(uname -m) in
        Linux-x86_64 | Linux-amd64)
            target=x86_64-unknown-linux-musl
            sum=@SHA256 x86_64-unknown-linux-musl@
            ;;
        Linux-aarch64 | Linux-arm64)
            target=aarch64-unknown-linux-musl
            sum=@SHA256 aarch64-unknown-linux-musl@
            ;;
        Darwin-arm64)
            target=aarch64-apple-darwin
            sum=@SHA256 aarch64-apple-darwin@
            ;;
        Darwin-x86_64)
            target=x86_64-apple-darwin
            sum=@SHA256 x86_64-apple-darwin@
            ;;
        *) fail "there is no program for $(uname -s) on $(uname -m); see $releases" ;;
    esac

    name=ftpscope-$version-$target
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    fetch "$releases/$name.tar.gz" "$work/archive.tar.gz"
    [ "$(checksum "$work/archive.tar.gz")" = "$sum" ] || fail "$name.tar.gz is not what was released: its checksum differs"
    tar -xzf "$work/archive.tar.gz" -C "$work"

    mkdir -p "$prefix/bin" "$prefix/share/man/man1" "$prefix/share/bash-completion/completions"
    mkdir -p "$prefix/share/zsh/site-functions" "$prefix/share/fish/vendor_completions.d"
    cp "$work/$name"/man/*.1 "$prefix/share/man/man1"
    cp "$work/$name/completions/ftpscope.bash" "$prefix/share/bash-completion/completions/ftpscope"
    cp "$work/$name/completions/_ftpscope" "$prefix/share/zsh/site-functions"
    cp "$work/$name/completions/ftpscope.fish" "$prefix/share/fish/vendor_completions.d"
    # a program that runs cannot be overwritten, but replaced
    cp "$work/$name/ftpscope" "$prefix/bin/ftpscope.new"
    chmod 755 "$prefix/bin/ftpscope.new"
    mv -f "$prefix/bin/ftpscope.new" "$prefix/bin/ftpscope"

    printf '%s\n' "ftpscope $version is in $prefix/bin"
    case :$PATH: in
        *:"$prefix/bin":*) ;;
        *) printf '%s\n' "Add it to your path: export PATH=\"$prefix/bin:\$PATH\"" ;;
    esac
}

fetch() {
    if command -v curl > /dev/null; then
        curl --fail --silent --show-error --location --output "$2" "$1"
    elif command -v wget > /dev/null; then
        wget --quiet --output-document "$2" "$1"
    else
        fail 'curl or wget is needed'
    fi
}

checksum() {
    if command -v sha256sum > /dev/null; then
        sha256sum < "$1" | cut -d ' ' -f 1
    else
        shasum -a 256 < "$1" | cut -d ' ' -f 1
    fi
}

# nothing runs before all of this file is there
main
