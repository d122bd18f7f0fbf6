// The size of an installation, measured: packs the package, installs it in an empty folder, adds up the files.
// Usage: npx tsx benchmarks/install-size.ts
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { folderBytes, installPacked } from "../test/install-packed.ts";

using installed = installPacked();
const modules = join(installed.folder, "node_modules");
const sizes = readdirSync(modules)
  .map((name) => ({ name, bytes: folderBytes(join(modules, name)) }))
  .sort((a, b) => b.bytes - a.bytes);
const print = (name: string, bytes: number) =>
  console.log(`${name.padEnd(24)} ${(bytes / 1e6).toFixed(1).padStart(7)} MB`);

print("tarball", installed.tarballBytes);
print("installed", folderBytes(modules));
for (const { name, bytes } of sizes.slice(0, 6)) print(`  ${name}`, bytes);
