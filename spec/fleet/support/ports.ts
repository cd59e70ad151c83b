import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

const lowest = 10_000;
const ephemeral = lowestEphemeral();

/**
 * Returns a port that is free now, and stays so until somebody asks for it by its number: the system gives none of these to a
 * connection or to a server that asks for any. A service that is started again needs the one that it had.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = lowest + Math.floor(Math.random() * (ephemeral - lowest));
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

function lowestEphemeral(): number {
  try {
    return Number(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split(/\s/)[0]);
  } catch {
    return 32_768; // as Linux has it, and below what others have
  }
}
