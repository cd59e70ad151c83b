import type { Rule } from 'eslint';
import type * as ESTree from 'estree';

// The paths through a function, and what happens on them. A rule marks events while ESLint walks the file; when the
// function ends, it asks what comes after what.

type Segment = Rule.CodePathSegment;

/** Something that happens on a path. */
export interface Event {
  readonly kind: string;
  readonly node: ESTree.Node;
  /** What it happens to: a variable, say. */
  readonly subject?: unknown;
}

/** A place on the paths: an event on one of the segments that it happens on. */
interface Place {
  readonly segment: Segment;
  readonly index: number;
}

/** The paths through one function, module or class body. */
export class Flow {
  private readonly current = new Set<Segment>();
  private readonly events = new Map<Segment, Event[]>();

  constructor(
    private readonly path: Rule.CodePath,
    /** The function or program whose paths these are. */
    readonly node: ESTree.Node,
  ) {}

  enter(segment: Segment): void {
    this.current.add(segment);
  }

  leave(segment: Segment): void {
    this.current.delete(segment);
  }

  /** Adds an event to the paths that ESLint is walking now. */
  mark(event: Event): void {
    for (const segment of this.current) {
      const list = this.events.get(segment);
      if (list === undefined) this.events.set(segment, [event]);
      else list.push(event);
    }
  }

  /** Returns the events that `accept` holds for. */
  find(accept: (event: Event) => boolean): Set<Event> {
    return new Set([...this.events.values()].flat().filter(accept));
  }

  /**
   * Walks all paths that begin behind `event`. `visit` is called with each event on them and says whether the path goes
   * on behind it. Returns whether a path led to the end of the function.
   */
  walk(event: Event, visit: (event: Event) => boolean): boolean {
    const pending: Place[] = [...this.events].flatMap(([segment, list]) => {
      return list.includes(event) ? [{ segment, index: list.indexOf(event) + 1 }] : [];
    });
    const seen = new Set<Segment>();
    let ended = false;
    for (let place = pending.pop(); place !== undefined; place = pending.pop()) {
      const { segment, index } = place;
      const rest = (this.events.get(segment) ?? []).slice(index);
      if (!rest.every(visit)) continue;
      if (this.path.finalSegments.includes(segment)) ended = true;
      for (const next of segment.nextSegments) {
        if (seen.has(next)) continue;
        seen.add(next);
        pending.push({ segment: next, index: 0 });
      }
    }
    return ended;
  }
}

/** The flows of the functions that ESLint is walking now, the innermost last. */
export class Flows {
  private readonly stack: Flow[] = [];

  /** `end` is called for each function when all of it has been walked. */
  constructor(private readonly end: (flow: Flow) => void) {}

  /** The flow of the innermost function. */
  get innermost(): Flow | undefined {
    return this.stack.at(-1);
  }

  /** Returns the flow of a function that is being walked. */
  of(node: ESTree.Node): Flow | undefined {
    return this.stack.find((flow) => flow.node === node);
  }

  /** What a rule adds to its listener. */
  readonly listener: Rule.RuleListener = {
    onCodePathStart: (path: Rule.CodePath, node: ESTree.Node) => {
      this.stack.push(new Flow(path, node));
    },
    onCodePathEnd: () => {
      const flow = this.stack.pop();
      if (flow !== undefined) this.end(flow);
    },
    onCodePathSegmentStart: (segment: Segment) => this.innermost?.enter(segment),
    onCodePathSegmentEnd: (segment: Segment) => this.innermost?.leave(segment),
  };
}
