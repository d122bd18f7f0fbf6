import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { startChild } from "../../test/fixtures/store/start-child.ts";
import { useTemporaryFolder } from "../../test/fixtures/store/temporary-folder.ts";
import { type DamagedArtifact, openStore, type Store } from "./index.ts";

const folder = useTemporaryFolder();

const key = { stage: "train", inputs: ["data"], settings: { learningRate: 0.001 }, code: "1" };

async function makeWeights(directory: string): Promise<void> {
  await mkdir(join(directory, "checkpoint"));
  await writeFile(join(directory, "checkpoint", "weights.bin"), Buffer.alloc(10_000, 7));
  await writeFile(join(directory, "losses.json"), "[3.2,2.9]");
}

const never = async () => {
  throw new Error("made again");
};

/** Names of everything in `temporary/`, but for the empty folders of processes. */
const temporaries = () =>
  readdirSync(folder("temporary"), { recursive: true, encoding: "utf8" }).filter((name) =>
    name.includes("/"),
  );

describe("an artifact", () => {
  it("is found once it is made, by this process and the next", async () => {
    const store = await openStore(folder());
    const { hash, directory } = store.artifact(key);
    expect(directory).toBe(folder("artifacts", hash));
    expect(await store.find(hash)).toBeNull();

    expect(await store.produce(hash, key, makeWeights)).toBe(directory);
    expect(readFileSync(join(directory, "losses.json"), "utf8")).toBe("[3.2,2.9]");
    expect(await store.produce(hash, key, never)).toBe(directory);
    expect(await (await openStore(folder())).find(hash)).toBe(directory);
    expect(temporaries()).toEqual([]);
  });

  it("has another address for each part of its key", async () => {
    const store = await openStore(folder());
    const keys = [
      key,
      { ...key, stage: "evaluate" },
      { ...key, inputs: [] },
      { ...key, settings: {} },
      { ...key, code: "2" },
    ];
    expect(new Set(keys.map((one) => store.artifact(one).hash)).size).toBe(keys.length);
  });

  it("says in artifact.json what it is and which files it has", async () => {
    const store = await openStore(folder());
    const { hash } = store.artifact(key);
    const directory = await store.produce(hash, { ...key, arm: "reasons" }, makeWeights);
    expect(JSON.parse(readFileSync(join(directory, "artifact.json"), "utf8"))).toMatchObject({
      hash,
      description: { ...key, arm: "reasons" },
      files: [
        { path: "checkpoint/weights.bin", bytes: 10_000 },
        { path: "losses.json", bytes: 9 },
      ],
    });
  });

  it("is not there where making it failed, and the error is passed on", async () => {
    const store = await openStore(folder());
    const { hash, directory } = store.artifact(key);
    const failure = new Error("diverged");
    const make = async (place: string) => {
      await makeWeights(place);
      throw failure;
    };
    await expect(store.produce(hash, key, make)).rejects.toBe(failure);
    expect(existsSync(directory)).toBe(false);
    expect(temporaries()).toEqual([]);
    expect(await store.produce(hash, key, makeWeights)).toBe(directory);
  });

  // Only Linux has a device that is always full.
  it.runIf(process.platform === "linux")("says so where the disk is full", async () => {
    const store = await openStore(folder());
    const { hash, directory } = store.artifact(key);
    await expect(store.produce(hash, key, () => writeFile("/dev/full", "text"))).rejects.toMatchObject({
      code: "disk-full",
      message: `Cannot write to ${directory}: the disk is full.`,
      next: "Make room there and run the same command again.",
    });
  });

  it("cannot have a file that is named artifact.json, links, or a description that JSON cannot hold", async () => {
    const store = await openStore(folder());
    const { hash } = store.artifact(key);
    const named = (directory: string) => writeFile(join(directory, "artifact.json"), "{}");
    await expect(store.produce(hash, key, named)).rejects.toThrow("must not be named artifact.json");
    const linked = async (directory: string) => symlinkSync("/etc/hosts", join(directory, "hosts"));
    await expect(store.produce(hash, key, linked)).rejects.toThrow("hosts is not a plain file");
    await expect(store.produce(hash, { at: new Date() }, never)).rejects.toThrow("Cannot hash value.at");
    expect(await store.find(hash)).toBeNull();
  });

  it("is kept from the process that finished first", async () => {
    const [first, second] = [await openStore(folder()), await openStore(folder())];
    const { hash, directory } = first.artifact(key);
    const madeBy = (name: string, before?: Promise<unknown>) => async (place: string) => {
      await before;
      await writeFile(join(place, "by.txt"), name);
    };
    const winner = first.produce(hash, key, madeBy("first"));
    const loser = second.produce(hash, key, madeBy("second", winner));
    expect(await Promise.all([winner, loser])).toEqual([directory, directory]);
    expect(readFileSync(join(directory, "by.txt"), "utf8")).toBe("first");
    expect(temporaries()).toEqual([]);
  });
});

describe("a damaged artifact", () => {
  const empty = (directory: string) => {
    rmSync(directory, { recursive: true });
    mkdirSync(directory);
  };
  const damages: [string, string, (directory: string) => void][] = [
    [
      "a truncated file",
      "losses.json has 3 bytes instead of 9",
      (at) => truncateSync(join(at, "losses.json"), 3),
    ],
    [
      "a missing file",
      "checkpoint/weights.bin is missing",
      (at) => rmSync(join(at, "checkpoint/weights.bin")),
    ],
    ["a flipped byte", "losses.json was changed", (at) => flip(join(at, "losses.json"), 2)],
    ["a missing artifact.json", "artifact.json is missing", (at) => rmSync(join(at, "artifact.json"))],
    [
      "a truncated artifact.json",
      "artifact.json is unreadable",
      (at) => truncateSync(join(at, "artifact.json"), 50),
    ],
    ["an empty folder", "artifact.json is missing", empty],
  ];

  it.each(damages)("is moved away, told, and made again: %s", async (_, problem, damage) => {
    const { hash, directory } = await prepare();
    damage(directory);
    const { store, told } = await reopen();
    expect(await store.find(hash)).toBeNull();
    expect(told).toMatchObject([{ hash, problem }]);
    expect(existsSync(told[0].movedTo)).toBe(true);

    expect(await store.produce(hash, key, makeWeights)).toBe(directory);
    expect(await (await openStore(folder())).find(hash)).toBe(directory);
    expect(told).toHaveLength(1);
  });

  it("is noticed wherever a bit is flipped", async () => {
    const { hash, directory } = await prepare();
    const files = ["losses.json", "artifact.json", "checkpoint/weights.bin"].map((name) =>
      join(directory, name),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files), fc.nat(), async (file, at) => {
        flip(file, at);
        const { store, told } = await reopen();
        expect(await store.find(hash)).toBeNull();
        expect(told).toHaveLength(1);
        await store.produce(hash, key, makeWeights);
      }),
      { numRuns: 40 },
    );
  });

  it("is not taken for the artifact of another address", async () => {
    const { store, hash, directory } = await prepare();
    const other = store.artifact({ ...key, code: "2" });
    await mkdir(other.directory);
    for (const name of ["losses.json", "artifact.json"])
      writeFileSync(join(other.directory, name), readFileSync(join(directory, name)));
    const { store: next, told } = await reopen();
    expect(await next.find(other.hash)).toBeNull();
    expect(told[0].problem).toBe(`it is the artifact ${hash}`);
  });

  it("is looked for once a process; an artifact that is gone, every time", async () => {
    const { store, hash, directory } = await prepare();
    flip(join(directory, "losses.json"), 0);
    expect(await store.find(hash)).toBe(directory);
    rmSync(directory, { recursive: true });
    expect(await store.find(hash)).toBeNull();
  });

  async function prepare(): Promise<{ store: Store; hash: string; directory: string }> {
    const store = await openStore(folder());
    const { hash, directory } = store.artifact(key);
    await store.produce(hash, key, makeWeights);
    return { store, hash, directory };
  }

  async function reopen(): Promise<{ store: Store; told: DamagedArtifact[] }> {
    const told: DamagedArtifact[] = [];
    return { store: await openStore(folder(), { onDamaged: (damaged) => told.push(damaged) }), told };
  }

  function flip(file: string, at: number): void {
    const bytes = readFileSync(file);
    bytes[at % bytes.length] ^= 1;
    writeFileSync(file, bytes);
  }
});

describe("a process that is killed while it makes an artifact", () => {
  it("leaves nothing at the address, and what it had written goes when the store is opened again", async () => {
    const child = startChild(`
      import { writeFile } from "node:fs/promises";
      const one = await store.openStore(${JSON.stringify(folder())});
      const { hash } = one.artifact(${JSON.stringify(key)});
      await one.produce(hash, "half", async (directory) => {
        await writeFile(directory + "/losses.json", "[3.2");
        console.log("half-way");
        await new Promise((resolve) => setTimeout(resolve, 60_000));
      });
    `);
    await child.said("half-way");

    const before = await openStore(folder());
    const { hash, directory } = before.artifact(key);
    expect(temporaries().filter((name) => name.endsWith("losses.json"))).toHaveLength(1);
    await child.kill();

    const store = await openStore(folder());
    expect(temporaries()).toEqual([]);
    expect(await store.find(hash)).toBeNull();
    expect(await store.produce(hash, key, makeWeights)).toBe(directory);
    expect(readFileSync(join(directory, "losses.json"), "utf8")).toBe("[3.2,2.9]");
  });
});

describe("a folder that cannot be used", () => {
  it.runIf(process.platform === "linux")(
    "is refused at once where the system allows no folders",
    async () => {
      await expect(openStore("/proc/teachwhy")).rejects.toMatchObject({ code: "not-writable" });
    },
  );

  it("is named, with how to choose another", async () => {
    writeFileSync(folder("file"), "");
    await expect(openStore(folder("file", "store"))).rejects.toMatchObject({
      name: "TeachwhyError",
      code: "not-writable",
      message: `Cannot write to the store ${folder("file", "store")}: a part of the path is not a folder.`,
      next: "Choose another folder with --store DIR or the variable TEACHWHY_STORE.",
    });
  });

  it("is refused where it was a store and may now only be read", async () => {
    await openStore(folder("store"));
    if (process.getuid?.() === 0) {
      // Permissions do not bind root; a file in the place of a folder does.
      rmSync(folder("store", "temporary"), { recursive: true });
      writeFileSync(folder("store", "temporary"), "");
    } else {
      chmodSync(folder("store", "artifacts"), 0o555);
    }
    await expect(openStore(folder("store"))).rejects.toMatchObject({ code: "not-writable" });
  });
});
