// Artifacts by address. Whatever is killed at whatever moment, an address holds a whole artifact or none.

import { randomUUID } from "node:crypto";
import { access, constants, readdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileProblem } from "./file-problem.ts";
import { type DamagedArtifact, findArtifact } from "./find-artifact.ts";
import { hashOf } from "./hash.ts";
import { makeDirectory } from "./make-directory.ts";
import { livenessOfTag, thisProcess, toTag } from "./process-identity.ts";
import { produceArtifact } from "./produce-artifact.ts";

/** What an artifact depends on; its address is the hash of this. All of it must be JSON. */
export interface ArtifactKey {
  stage: string;
  inputs: unknown;
  settings: unknown;
  /** The version of the code that makes it. */
  code: string;
}

export interface Store {
  root: string;
  /** Where the artifact of this key is, once it is made. */
  artifact(key: ArtifactKey): { hash: string; directory: string };
  directoryOf(hash: string): string;
  /**
   * The artifact's directory, or null where it must be made. Every file is compared with its hash, once a
   * process; a damaged artifact is moved away, told to `onDamaged`, and gives null.
   */
  find(hash: string): Promise<string | null>;
  /**
   * The artifact's directory; where the artifact is missing, `make` fills the directory it is given.
   * `description` (JSON) is kept in artifact.json for people. If another process finishes first, its
   * artifact is kept. If `make` throws, nothing is left and its error is passed on.
   */
  produce(hash: string, description: unknown, make: (directory: string) => Promise<void>): Promise<string>;
  /** A path that is free, below `temporary/`; removed when the store is opened after this process's end. */
  temporaryPath(name: string): Promise<string>;
}

export interface StoreOptions {
  onDamaged?: (damaged: DamagedArtifact) => void;
}

/**
 * Opens the store in a folder, which is made where missing, and removes what dead processes left half-written.
 * Throws a TeachwhyError (`not-writable`) where the folder cannot be used.
 */
export async function openStore(root: string, { onDamaged = () => {} }: StoreOptions = {}): Promise<Store> {
  const place = resolve(root);
  const own = join(place, "temporary", toTag(thisProcess()));
  await prepare(place, own);

  const directoryOf = (hash: string) => join(place, "artifacts", hash);
  const temporaryPath = async (name: string) => {
    makeDirectory(own);
    return join(own, `${name}-${randomUUID().slice(0, 8)}`);
  };
  // The directory of every artifact that this process has verified, or made itself.
  const verified = new Map<string, Promise<string | null>>();

  async function find(hash: string): Promise<string | null> {
    const known = await verified.get(hash);
    if (known && (await exists(join(known, "artifact.json")))) return known;
    const search = findArtifact({ hash, directory: directoryOf(hash), temporaryPath, onDamaged });
    verified.set(hash, search);
    return search;
  }

  return {
    root: place,
    artifact(key) {
      const hash = hashOf(key);
      return { hash, directory: directoryOf(hash) };
    },
    directoryOf,
    find,
    async produce(hash, description, make) {
      const found = await find(hash);
      if (found) return found;
      const directory = directoryOf(hash);
      await produceArtifact({ hash, description, directory, temporaryPath, make, find: () => find(hash) });
      verified.set(hash, Promise.resolve(directory));
      return directory;
    },
    temporaryPath,
  };
}

async function prepare(root: string, own: string): Promise<void> {
  try {
    for (const name of ["artifacts", "runs"]) {
      makeDirectory(join(root, name));
      await access(join(root, name), constants.W_OK);
    }
    makeDirectory(own);
  } catch (error) {
    throw fileProblem({
      error,
      path: `the store ${root}`,
      next: "Choose another folder with --store DIR or the variable TEACHWHY_STORE.",
    });
  }
  const temporary = join(root, "temporary");
  const left = (await readdir(temporary)).filter((name) => livenessOfTag(name) === "dead");
  // Another process may be cleaning the same folders; what stays now goes at the next opening.
  await Promise.all(left.map((name) => rm(join(temporary, name), { recursive: true }).catch(() => {})));
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
