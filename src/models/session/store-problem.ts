// What can go wrong with an SQLite file of the store, for whoever can repair it.
import { TeachwhyError } from "../../store/index.ts";

/** How long another process may hold a file before a write gives up. */
export const busyTimeoutMs = 30_000;

interface StoreFacts {
  /** As in "Cannot use the store of calls". */
  what: string;
  path: string;
  /** What it would mean to begin without the file. */
  loss: string;
}

/** What a person can repair, as a TeachwhyError; any other error as it is. */
export function storeProblem(error: unknown, { what: store, path, loss }: StoreFacts): unknown {
  if (!(error instanceof Error)) return error;
  const code = (error as NodeJS.ErrnoException).code ?? "";
  const problem = (parts: { code: string; what: string; next: string }) =>
    new TeachwhyError({
      code: parts.code,
      message: `Cannot use ${store} ${path}: ${parts.what}.`,
      next: parts.next,
      data: { path, reason: code },
      cause: error,
    });
  if (["SQLITE_FULL", "ENOSPC", "EDQUOT"].includes(code)) {
    return problem({
      code: "disk-full",
      what: "the disk is full",
      next: "Make room there and run the same command again: what was stored is not asked for again.",
    });
  }
  if (code.startsWith("SQLITE_BUSY")) {
    return problem({
      code: "store-busy",
      what: `another process held it for ${busyTimeoutMs / 1000} seconds`,
      next: "Wait until the other process is done, or use another store with --store DIR; then run the command again.",
    });
  }
  if (["SQLITE_CORRUPT", "SQLITE_NOTADB"].includes(code)) {
    return problem({
      code: "store-damaged",
      what: `the file is damaged (${error.message})`,
      next: `Move ${path} away and run the command again; ${loss}. \`sqlite3 ${path} .recover\` may save them.`,
    });
  }
  const notWritable =
    [
      "SQLITE_READONLY",
      "SQLITE_CANTOPEN",
      "SQLITE_IOERR",
      "EACCES",
      "EPERM",
      "EROFS",
      "ENOTDIR",
      "EEXIST",
    ].some((one) => code.startsWith(one)) || error.message.includes("Unable to open connection");
  if (!notWritable) return error;
  return problem({
    code: "not-writable",
    what: `it cannot be opened or written (${error.message})`,
    next: "Choose another store with --store DIR or the variable TEACHWHY_STORE, or make this one writable.",
  });
}
