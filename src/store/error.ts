export interface TeachwhyErrorParts {
  /** Short and stable, for programs: "run-locked". */
  code: string;
  /** What happened, and where. */
  message: string;
  /** What to do about it. */
  next: string;
  /** The values behind the message, for programs. */
  data?: Record<string, unknown>;
  cause?: unknown;
}

/** Everything that a person can cause and repair. Any other error is a bug. */
export class TeachwhyError extends Error {
  readonly code: string;
  readonly data: Record<string, unknown>;
  readonly next: string;

  constructor({ code, message, next, data = {}, cause }: TeachwhyErrorParts) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "TeachwhyError";
    this.code = code;
    this.data = data;
    this.next = next;
  }
}
