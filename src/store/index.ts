// What outlives a process: errors that say what to do, addresses, artifacts, event logs, locks and runs.

// Errors
export { TeachwhyError } from "./error.ts";
// Artifacts and files
export type { DamagedArtifact } from "./find-artifact.ts";

// Addresses
export { hashFile, hashOf, hashText } from "./hash.ts";
export { nearest } from "./nearest.ts";
export { type ArtifactKey, openStore, type Store } from "./open-store.ts";
export { writeFileAtomic } from "./write-file-atomic.ts";
