import * as context from '../../lib/context';
import type { Op } from './op';
import { member, type State } from './state';

/** Does an operation on a context. A result of `undefined` stands for Go's nil. */
export async function onContext(all: State, op: Op): Promise<unknown> {
  switch (op.op) {
    case 'Background':
      return push(all, context.background());
    case 'TODO':
      return push(all, context.todo());
    case 'WithValue':
      return push(all, context.withValue(all.ctx(op.ctx), all.key(op.key), op.text));
    case 'WithCancel':
      return push(all, ...context.withCancel(all.ctx(op.ctx)));
    case 'WithCancelCause': {
      const [ctx, cancel] = context.withCancelCause(all.ctx(op.ctx));
      all.ctxs.push({ ctx, cancel: (text) => cancel(reason(text)) });
      return undefined;
    }
    case 'WithDeadline':
      return push(all, ...context.withDeadline(all.ctx(op.ctx), new Date(all.base + op.ms)));
    case 'WithDeadlineCause':
      return push(
        all,
        ...context.withDeadlineCause(all.ctx(op.ctx), new Date(all.base + op.ms), reason(op.text)),
      );
    case 'WithTimeout':
      return push(all, ...context.withTimeout(all.ctx(op.ctx), op.ms));
    case 'WithTimeoutCause':
      return push(all, ...context.withTimeoutCause(all.ctx(op.ctx), op.ms, reason(op.text)));
    case 'WithoutCancel':
      return push(all, context.withoutCancel(all.ctx(op.ctx)));
    case 'Cancel':
      return member(all.ctxs, op.ctx).cancel?.(op.text);
    default:
      return read(all, op);
  }
}

async function read(all: State, op: Op): Promise<unknown> {
  switch (op.op) {
    case 'Value':
      return all.ctx(op.ctx).value(all.key(op.key));
    case 'Err':
      return all.ctx(op.ctx).err()?.message;
    case 'Cause':
      return words(context.cause(all.ctx(op.ctx)));
    case 'Deadline': {
      const { deadline } = all.ctx(op.ctx);
      return deadline && Math.round((deadline.getTime() - all.base) / 1000);
    }
    case 'CtxString':
      return String(all.ctx(op.ctx)).replace(/\([^)]*\)/g, '()');
    case 'AfterFunc':
      return afterFunc(all, all.ctx(op.ctx));
    case 'Stop':
      return member(all.fns, op.fn).stop();
    case 'Ran':
      await new Promise((resolve) => setImmediate(resolve));
      return member(all.fns, op.fn).ran();
    default:
      throw new Error(`spec/vectors: no such operation: ${op.op}`);
  }
}

function push(all: State, ctx: context.Context, cancel?: context.CancelFunc): undefined {
  all.ctxs.push(cancel ? { ctx, cancel: () => cancel() } : { ctx });
}

function afterFunc(all: State, ctx: context.Context): undefined {
  let ran = false;
  const stop = context.afterFunc(ctx, () => {
    ran = true;
  });
  all.fns.push({ stop, ran: () => ran });
}

function reason(text: string): Error | undefined {
  return text === '' ? undefined : new Error(text);
}

function words(cause: unknown): string | undefined {
  return cause instanceof Error ? cause.message : undefined;
}
