// How many requests a second the test provider answers: it in a process of its own, this one the client.
// Prints the CPU time of both sides a request, which a busy machine changes less than the rate.
// Usage: npx tsx benchmarks/provider-rate.ts [REQUESTS] [CONCURRENCY]
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { loadavg } from "node:os";
import { fileURLToPath } from "node:url";

const requests = Number(process.argv[2] ?? 20_000);
const concurrency = Number(process.argv[3] ?? 256);
const script = fileURLToPath(new URL("../test/provider/serve.ts", import.meta.url));

/** One exchange with node:http, which costs the client less than fetch does. */
function post(url: URL, agent: Agent, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const sent = request(url, { method: "POST", agent, headers }, (response) => {
      response.resume().once("end", () => resolve(response.statusCode ?? 0));
    });
    sent.once("error", reject).end(body);
  });
}

/** CPU time of another process so far, where the system shows it (Linux, in ticks of 10 ms). */
function cpuMicroseconds(pid: number): number {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return Number.NaN;
  const [user, system] = readFileSync(file, "utf8").split(") ")[1]!.split(" ").slice(11, 13);
  return (Number(user) + Number(system)) * 10_000;
}

console.log(`load ${loadavg()[0]!.toFixed(1)}, ${requests} requests, concurrency ${concurrency}`);
for (const latencyMs of [0, 50]) {
  const options = ["--import", "tsx", script, "--latency", String(latencyMs)];
  const server = spawn(process.execPath, options, { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(server.stdout, "data");
  const url = new URL("/v1/chat/completions", String(line).trim());
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  for (const client of ["node:http", "fetch"]) {
    const ask = async (index: number) => {
      const messages = [
        { role: "user", content: `Question ${client} ${index}: what would you do, and why?` },
      ];
      const body = JSON.stringify({ model: "test-model", messages });
      if (client === "node:http") return post(url, agent, body);
      const answer = await fetch(url, { method: "POST", body });
      await answer.text();
      return answer.status;
    };
    let next = 0;
    const worker = async () => {
      while (next < requests) {
        const status = await ask(next++);
        if (status !== 200) throw new Error(`The server answered ${status}.`);
      }
    };
    const begin = performance.now();
    const clientBefore = process.cpuUsage();
    const serverBefore = cpuMicroseconds(server.pid!);
    await Promise.all(Array.from({ length: concurrency }, worker));
    const seconds = (performance.now() - begin) / 1000;
    const { user, system } = process.cpuUsage(clientBefore);
    const each = (microseconds: number) => `${Math.round(microseconds / requests)} us`;
    console.log(
      `latency ${latencyMs} ms, client ${client}: ${Math.round(requests / seconds)} requests a second; CPU a ` +
        `request: server ${each(cpuMicroseconds(server.pid!) - serverBefore)}, client ${each(user + system)}`,
    );
  }
  agent.destroy();
  server.kill();
}
