// What the engine gives the page, for the checker of types: `glance` of src/output/glance.rs, and messages of the worker.

interface Span { from: string; to: string; duration: string }
interface TransferCounts { all: number; complete: number; hidden: number; failed: number; bytes: number }
interface CaptureRow {
  path: string; format: string; compression: string; frames: number; bytes: number;
  fault: string | null; is_fatal: boolean; unsupported: [number, string] | null; secrets: [number, number] | null;
}
interface SessionRow {
  id: number; standing: string; start: string; duration: number; client: string; server: string; user: string;
  login: string; mode: string; tls: boolean; transfers: number; complete: number; bytes: number; findings: number;
  severity: string | null;
}
interface TransferRow {
  id: string; session: number; command: string; path: string; direction: string; mode: string; bytes: number; lost: number;
  state: string; outcome: string; failed: boolean; sha256: string; start: string;
}
interface FindingMessage {
  message: string; advice: string; sessions: number[]; frame: number; frames: [number | null, number][]; proofs: number;
}
interface FindingRow { id: string; severity: string; title: string; why: string; count: number; told: FindingMessage[] }
interface GlanceData {
  span: Span | null; frames: number; all_sessions: number; failed_sessions: number; transfer_counts: TransferCounts;
  finding_counts: number[]; captures: CaptureRow[]; sessions: SessionRow[]; transfers: TransferRow[];
  findings: FindingRow[]; other_traffic: [string, number, number][]; limits_hit: [string, number][]; notes: string[];
}
interface FileRow { output: string; bytes: number; faults: string[]; transfers: string[] }

interface Sample { name: string; words: string; bytes: string }
interface Config {
  words: Record<string, Record<string, string>>;
  languages: string[];
  most: number;
  samples: Sample[];
}

interface CaptureFile { name: string; blob: Blob }
type Place = string | number;
/** What is said in each language. */
type Words = Record<string, string>;

/** The exports of the engine: web/engine/src/lib.rs. */
interface EngineExports {
  memory: WebAssembly.Memory;
  desk(length: number): number;
  most(): number;
  capture(size: number): number;
  piece(): number;
  key_log(): number;
  begin(): number;
  step(frames: number): number;
  share(): number;
  make(): number;
  output(): number;
  output_len(): number;
  remarks(): number;
  remarks_len(): number;
  panicked(): number;
  panicked_len(): number;
}

/** An output, and what its reader should know: messages with counts. */
interface Made { bytes: Uint8Array<ArrayBuffer>; remarks: [string, number][] }

/** To the worker. */
type Order =
  | { kind: "open"; module: WebAssembly.Module; files: CaptureFile[]; keys: CaptureFile[]; ports: number[] }
  | { kind: "make"; number: number; request: object };

/** From the worker. */
type News =
  | { kind: "stage"; stage: "reading" | "analysing"; share: number }
  | { kind: "ready" }
  | { kind: "refused"; word: string; places: Record<string, Place | Words> }
  | { kind: "failed"; why: string }
  | { kind: "made"; number: number; made: Made }
  | { kind: "unmade"; number: number; why: string };
