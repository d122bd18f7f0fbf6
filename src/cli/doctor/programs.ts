import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import type { Check } from "./check.ts";

/** Python is used by a benchmark's yardstick and to remake a test fixture, by nothing else. */
export async function checkPython(): Promise<Check> {
  const check = { name: "Python", required: false };
  for (const program of ["python3", "python"]) {
    try {
      const { stdout } = await promisify(execFile)(program, ["--version"], { timeout: 5000 });
      return { ...check, status: "fine", found: stdout.trim().replace("Python ", "") };
    } catch {
      // not there, or not runnable: the next name
    }
  }
  return {
    ...check,
    status: "warning",
    found: "not found (optional)",
    next: "Only needed to compare training with PyTorch: install Python 3.11 or newer and torch.",
  };
}

/** A browser opens the report; looked up, never started. */
export function checkBrowser(): Check {
  const names = ["chromium", "chromium-browser", "google-chrome", "firefox", "chrome.exe", "msedge.exe"];
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  const applications = [
    "/Applications/Google Chrome.app",
    "/Applications/Firefox.app",
    "/Applications/Safari.app",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
  ];
  const places = [...folders.flatMap((folder) => names.map((name) => join(folder, name))), ...applications];
  const place = places.find((one) => existsSync(one));
  const check = { name: "browser", required: false };
  if (place) return { ...check, status: "fine", found: place };
  return {
    ...check,
    status: "warning",
    found: "not found (optional)",
    next: "Reports are HTML files: open them on a machine with a browser, or read report.md beside them.",
  };
}
