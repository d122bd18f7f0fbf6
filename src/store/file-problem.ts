import { TeachwhyError } from "./error.ts";

const explanations: Record<string, string> = {
  EACCES: "permission denied",
  EPERM: "not permitted",
  EROFS: "it is on a read-only file system",
  ENOTDIR: "a part of the path is not a folder",
  EEXIST: "a part of the path is not a folder",
  EISDIR: "there is a folder of that name",
  ENOENT: "there is no such folder, and it cannot be made",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  ENAMETOOLONG: "the path is too long",
};

export interface FileProblem {
  error: unknown;
  path: string;
  /** What to do where the place itself is wrong. */
  next: string;
}

/** The error to throw where writing failed: a TeachwhyError for what a person can repair, the error itself else. */
export function fileProblem({ error, path, next }: FileProblem): unknown {
  const code = codeOf(error);
  if (code === undefined || !(code in explanations)) return error;
  const full = isDiskFull(error);
  return new TeachwhyError({
    code: full ? "disk-full" : "not-writable",
    message: `Cannot write to ${path}: ${explanations[code]}.`,
    next: full ? "Make room there and run the same command again." : next,
    data: { path, reason: code },
    cause: error,
  });
}

export function isDiskFull(error: unknown): boolean {
  return ["ENOSPC", "EDQUOT"].includes(codeOf(error) ?? "");
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && !(error instanceof TeachwhyError)
    ? (error as NodeJS.ErrnoException).code
    : undefined;
}
