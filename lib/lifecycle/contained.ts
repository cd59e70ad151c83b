/**
 * Calls `f`, and waits for its promise if it returns one. What it throws, or rejects with, is reported as a process warning that
 * names `what`: when a server ends, nobody is left who could take it, and the end goes on.
 */
export async function contained(what: string, f: () => unknown): Promise<void> {
  try {
    await f();
  } catch (error) {
    process.emitWarning(`lifecycle: drain: ${what} failed: ${textOf(error)}`, {
      type: 'MdctxWarning',
      ...(error instanceof Error && error.stack !== undefined && { detail: error.stack }),
    });
  }
}

function textOf(error: unknown): string {
  try {
    return String(error);
  } catch {
    return 'what it threw has no text';
  }
}
