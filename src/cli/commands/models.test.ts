import { writeFileSync } from "node:fs";
import { afterEach, expect, test, vi } from "vitest";
import { startPlayingProvider, testKey } from "../../../test/fixtures/models/playing-provider.ts";
import { useTemporaryFolder } from "../../../test/fixtures/store/temporary-folder.ts";
import { runCli } from "../index.ts";
import { packagedFile } from "../options.ts";

const inFolder = useTemporaryFolder();

afterEach(() => {
  process.exitCode = undefined;
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

async function models(args: string[], env: Record<string, string> = {}) {
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    vi.spyOn(process[name], "write").mockImplementation((text) => {
      said[name] += text;
      return true;
    });
  }
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const status = await runCli(["models", ...args]);
  vi.restoreAllMocks();
  return { status, ...said };
}

test("check says what answered, how fast, and for how much", async () => {
  await using played = await startPlayingProvider();
  const { status, stdout } = await models(["check", "openai:gpt-5-mini", played.names.google], played.env);
  expect(status).toBe(0);
  expect(stdout).toMatch(
    /ok {2}openai:gpt-5-mini\n +answered as gpt-5-mini in \d+ ms, \d+ \+ \d+ tokens, \$0\.\d{6} /,
  );
  expect(stdout).toMatch(/\(0\.25 \/ 2, \d{4}-\d\d-\d\d\)/);
  expect(stdout).toMatch(/ok {2}google:gemini-x\n +answered as gemini-x .*price unknown/);
});

test("check fails where one model does, and says what to do", async () => {
  await using played = await startPlayingProvider({ apiKey: testKey });
  const { status, stdout } = await models(["check", "openai:gpt-x", "anthropic:c"], {
    ...played.env,
    OPENAI_API_KEY: "another-key-of-mine",
  });
  expect(status).toBe(1);
  expect(stdout).toMatch(/no {2}openai:gpt-x: HTTP 401, Incorrect API key.*\n +Check OPENAI_API_KEY/);
  expect(stdout).toMatch(/ok {2}anthropic:c/);
});

test("check asks the miniature in its own words", async () => {
  const { status, stdout } = await models(["check", `miniature:${packagedFile("bases/v1-pairs-50-101")}`]);
  expect(status).toBe(0);
  expect(stdout).toMatch(/answered as v1-pairs-50-101 in \d+ ms, 7 \+ \d+ tokens, \$0\.000000/);
});

test("check gives JSON, without keys", async () => {
  await using played = await startPlayingProvider();
  const { stdout } = await models(["check", played.names.anthropic, "--json"], played.env);
  expect(JSON.parse(stdout)).toMatchObject([{ answered: true, name: played.names.anthropic }]);
  expect(stdout).not.toContain(testKey);
});

test("list shows kinds, which keys are set, and prices with day and source", async () => {
  const prices = inFolder("prices.yaml");
  writeFileSync(
    prices,
    "openai-compatible: {asOf: 2026-11-24, source: our cluster, models: {ours: {input: 0.1, output: 0.3}}}",
  );
  const { status, stdout } = await models(["list", "--prices", prices], {
    ANTHROPIC_API_KEY: testKey,
    OPENAI_API_KEY: "",
    OPENAI_BASE_URL: "http://127.0.0.1:1/v1",
  });
  expect(status).toBe(0);
  expect(stdout).toMatch(/^anthropic:MODEL +ANTHROPIC_API_KEY set$/m);
  expect(stdout).toMatch(/^openai:MODEL +OPENAI_API_KEY not set, OPENAI_BASE_URL set$/m);
  expect(stdout).toMatch(/^miniature:FOLDER +no key$/m);
  expect(stdout).toMatch(/^run:RUN\S+ +no key$/m);
  expect(stdout).toMatch(/^https:\S+, \d{4}-\d\d-\d\d\n {2}anthropic:/m);
  expect(stdout).toMatch(/^our cluster, 2026-11-24\n {2}openai-compatible:ours +0\.1 \/ 0\.3$/m);
  expect(stdout).not.toContain(testKey);
});

test("a price file that cannot be used is an error that says where", async () => {
  const prices = inFolder("prices.yaml");
  writeFileSync(prices, "openai: {models: {ours: {input: free, output: 1}}}");
  const { status, stderr } = await models(["list", "--prices", prices]);
  expect(status).toBe(2);
  expect(stderr).toContain("openai.models.ours.input");
});
