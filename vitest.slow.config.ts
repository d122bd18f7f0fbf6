import { defineConfig } from "vitest/config";

/** Tests that take minutes: packing and installing, remaking a base, kills at random moments. */
export default defineConfig({
  test: {
    include: ["src/**/*.slow.test.ts", "test/**/*.slow.test.ts"],
    testTimeout: 15 * 60_000,
    hookTimeout: 15 * 60_000,
    // One file at a time: they train with two threads and must not slow each other down.
    fileParallelism: false,
  },
});
