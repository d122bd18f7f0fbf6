import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const start = (...options: string[]) =>
  spawn(process.execPath, [
    "--import",
    "tsx",
    fileURLToPath(new URL("serve.ts", import.meta.url)),
    ...options,
  ]);

test("serves as a process of its own, counts what a killed client asked, and stops", async () => {
  const server = start("--fault-rate", "1", "--faults", "overloaded", "--seed", "3");
  const [line] = await once(server.stdout, "data");
  const url = String(line).trim();
  const body = JSON.stringify({ model: "m", max_tokens: 9, messages: [{ role: "user", content: "Hello." }] });
  const answer = await fetch(`${url}/v1/messages`, { method: "POST", body });
  expect(answer.status).toBe(529);
  const counts = await fetch(`${url}/__counts`).then((one) => one.json());
  expect(counts).toMatchObject({ received: 1, byOutcome: { overloaded: 1 } });
  server.kill("SIGTERM");
  expect(await once(server, "exit")).toEqual([0, null]);
});

test("names the faults it knows when one is not", async () => {
  const server = start("--faults", "overlaoded");
  const [message] = await Promise.all([text(server.stderr), once(server, "exit")]);
  expect(message).toContain('Unknown fault "overlaoded". Known: rate-limit,');
  expect(server.exitCode).toBe(1);
});
