import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serviceConfig } from '../client/service-config';
import { freePort } from '../support/ports';
import { Program } from '../support/program';
import type { Service } from '../support/service';
import type { FrontKind, FrontOptions } from './front';

/** What a proxy is started with. */
interface Proxy {
  readonly name: string;
  readonly notServingFor: number;
  readonly sendsAgain?: boolean;
  readonly losesUnheard?: boolean;
  /** Writes the config into `folder`, and returns the command that starts the proxy with it. */
  command(
    folder: string,
    port: number,
    services: readonly Service[],
    options: FrontOptions,
  ): [string, string[]];
}

/** Returns a front that is a process of its own. */
export function proxyFront(proxy: Proxy): FrontKind {
  const { name, notServingFor, sendsAgain = false, losesUnheard = false, command } = proxy;
  return {
    name,
    notServingFor,
    viaProxy: true,
    sendsAgain,
    losesUnheard,
    async start(services, options = {}) {
      const folder = mkdtempSync(join(tmpdir(), 'mdctx-fleet-'));
      const port = await freePort();
      const program = new Program(...command(folder, port, services, options));
      await listening(port, program);
      return {
        target: `127.0.0.1:${port}`,
        options: serviceConfig(options),
        async stop() {
          await program.kill();
          rmSync(folder, { recursive: true, force: true });
        },
      };
    },
  };
}

/** Waits until something accepts connections on `port`: nothing tells of it, so it is tried again and again. */
async function listening(port: number, program: Program): Promise<void> {
  let gone: Error | undefined;
  void program.ended.then((how) => {
    gone = new Error(`fleet: a proxy ended with ${how}: ${program.stderr}`);
  });
  while (!(await accepts(port))) if (gone !== undefined) throw gone;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => setTimeout(resolve, 10, false));
  });
}
