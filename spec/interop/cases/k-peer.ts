import { type Case, call, unit } from '../support/case';
import type { Step } from '../support/script';
import { coded } from './d-validation';

const peer: Step = { do: 'peer', as: 'peer' };

/** K. Who is at the other end. */
export const peers: readonly Case[] = [
  call('C159', 'the peer of a handler, without credentials and with TLS', async (stage) => {
    const plain = await stage.exchange('UnaryCall', [peer]);
    const tls = await stage.wire.certificate();
    const server = await stage.serve({ UnaryCall: [peer] }, { tls });
    await stage.call(server, { method: 'UnaryCall' }, { tls });
    return { plain: plain.notes.peer, TLS: (await server.notes()).peer };
  }),
  call('C160', "the peer of a client's stream is the server", async (stage) => {
    const server = await stage.serve({ FullDuplexCall: [{ do: 'sendHeader', pairs: [] }] });
    const steps: Step[] = [{ do: 'header' }, peer];
    const { notes } = await stage.call(server, { method: 'FullDuplexCall', steps }, { inStream: true });
    return String(Object(notes.peer).addr).replace(String(server.port), 'server');
  }),
  call(
    'C161',
    'no peer, and a nil peer',
    async (stage) => {
      const { notes } = await stage.exchange('UnaryCall', [
        { do: 'derive', ctx: [{ do: 'background' }] },
        { do: 'peer', as: 'none' },
        { do: 'derive', ctx: [{ do: 'nilPeer' }] },
        { do: 'peer', as: 'nil' },
      ]);
      return notes;
    },
    { differs: 'absence is undefined: a peer that is undefined is an absent one' },
  ),
  unit(
    'C162',
    'the text of a peer',
    coded(
      'peerString',
      ['', '', ''],
      ['1.2.3.4:5', '', ''],
      ['', '1.2.3.4:5', ''],
      ['1.2.3.4:5', '6.7.8.9:1', ''],
      ['1.2.3.4:5', '6.7.8.9:1', 'tls'],
    ),
  ),
];
