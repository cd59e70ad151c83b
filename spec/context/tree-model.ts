/** What a node of the model is told when it ends. */
interface End {
  readonly err: 'canceled' | 'deadline';
  readonly cause: string;
}

/** One context of the model. */
export interface Node {
  readonly parent: Node | undefined; // of whose end it is told
  readonly values: ReadonlyMap<number, number>;
  readonly expires: number;
  readonly alarm: { readonly cause: string } | undefined; // if it ends at `expires` by itself
  readonly children: Node[];
  end: End | undefined;
}

/**
 * Go's contexts as Go has them: each is known to its parent, each deadline has a timer, and whatever ends a context
 * ends those below it in the same moment.
 */
export class TreeModel {
  private time = 0;
  readonly root: Node = node(undefined, new Map(), Number.POSITIVE_INFINITY);
  private readonly nodes: Node[] = [this.root];

  withValue(parent: Node, key: number, value: number): Node {
    return this.add(parent, node(parent, new Map([...parent.values, [key, value]]), parent.expires));
  }

  withCancel(parent: Node): Node {
    return this.add(parent, node(parent, parent.values, parent.expires));
  }

  withoutCancel(parent: Node): Node {
    return this.add(undefined, node(undefined, parent.values, Number.POSITIVE_INFINITY));
  }

  withTimeout(parent: Node, ms: number, cause: string): Node {
    const expires = this.time + ms;
    if (parent.expires < expires) return this.withCancel(parent);
    const added = this.add(parent, node(parent, parent.values, expires, { cause }));
    this.pass(0);
    return added;
  }

  cancel(ctx: Node, cause: string): void {
    if (ctx.parent !== undefined) end(ctx, { err: 'canceled', cause });
  }

  /** Lets `ms` milliseconds pass. Of two deadlines at one time, that of the child comes first. */
  pass(ms: number): void {
    const until = this.time + ms;
    const due = this.nodes.filter(({ alarm, expires }) => alarm !== undefined && expires <= until);
    for (const ctx of due.reverse().sort((a, b) => a.expires - b.expires)) {
      if (ctx.alarm) end(ctx, { err: 'deadline', cause: ctx.alarm.cause });
    }
    this.time = until;
  }

  private add(parent: Node | undefined, added: Node): Node {
    this.nodes.push(added);
    parent?.children.push(added);
    if (parent?.end) end(added, parent.end);
    return added;
  }
}

function node(
  parent: Node | undefined,
  values: ReadonlyMap<number, number>,
  expires: number,
  alarm?: { cause: string },
): Node {
  return { parent, values, expires, alarm, children: [], end: undefined };
}

function end(ctx: Node, ending: End): void {
  if (ctx.end !== undefined) return;
  ctx.end = ending;
  for (const child of ctx.children) end(child, ending);
}
