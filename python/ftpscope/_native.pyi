from collections.abc import Callable, Iterator

__version__: str

def main(words: list[str]) -> int: ...

class Frames:
    def __iter__(self) -> Iterator[str]: ...
    def __next__(self) -> str: ...

class Capture:
    def __new__(
        cls,
        paths: list[str],
        data: bytes | None,
        name: str,
        *,
        key_logs: list[str],
        control_ports: list[int],
        hashes: list[str],
        show_passwords: bool,
        embedded_keys: bool,
        verify_checksums: bool,
        sensor: str | None,
        hash_captures: bool,
        threads: int,
        progress: Callable[[int, int], object] | None,
    ) -> Capture: ...
    def document(self) -> str: ...
    def faults(self) -> list[tuple[str, str, bool]]: ...
    def explain(self, session: int | None, lang: str, level: str) -> str: ...
    def transcript(self, session: int | None, lang: str) -> str: ...
    def diagram(self, format: str, session: int | None, lang: str, detail: str) -> str: ...
    def report(self, session: int | None, lang: str) -> str: ...
    def frames(self, session: int | None) -> Frames: ...
    def judge(
        self,
        require: list[str],
        forbid: list[str],
        files: list[tuple[str, str]],
        allow_no_ftp: bool,
    ) -> list[tuple[str, str, int | None, str | None, str, str, list[int], bool]]: ...
