// What outlives a process: errors that say what to do, addresses, artifacts, event logs, locks and runs.

// Errors
export { TeachwhyError } from "./error.ts";
// Runs
export { type EventLog, openEvents, readEvents, type StoredEvents } from "./events.ts";
// Artifacts and files
export { fileProblem } from "./file-problem.ts";
export type { DamagedArtifact } from "./find-artifact.ts";
// Addresses
export { hashFile, hashOf, hashText } from "./hash.ts";
export { lockRun, type RunLock } from "./lock-run.ts";
export { makeDirectory } from "./make-directory.ts";
export { nearest } from "./nearest.ts";
export { type ArtifactKey, openStore, type Store } from "./open-store.ts";
export { type RemovedRun, removeRun } from "./remove-run.ts";
export {
  createRun,
  listRuns,
  type Run,
  type RunManifest,
  type RunPlan,
  type RunStatus,
  type StoredRun,
  showRun,
} from "./runs.ts";
export { syncDirectory, syncPath, writeFileAtomic } from "./write-file-atomic.ts";
