import { configDefaults, defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts", "benchmarks/**/*.test.ts"],
    exclude: [...configDefaults.exclude, "**/*.slow.test.ts"],
    // Tests train small models; on a busy machine the default of five seconds would fail them for nothing.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
