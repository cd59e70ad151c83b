import { firstValueFrom, lastValueFrom, Observable, of, Subject, toArray } from 'rxjs';
import { background, type Context, current, key, withValue } from '../../lib/context';
import { inContext } from '../../lib/nestjs';
import { itAnywhere } from '../support/anywhere';
import { thrownBy, wrong } from '../support/wrong';

const id = key<string>('id');
const ctx = withValue(background(), id, 'ours');
const seen = () => current().value(id);

describe('nestjs.inContext()', () => {
  itAnywhere(
    'makes, subscribes to and tears down the Observable in the context, and receivers run there',
    async () => {
      const places: unknown[] = [];
      const source = new Observable<number>((subscriber) => {
        places.push(['subscribe', seen()]);
        subscriber.next(1);
        setImmediate(() => subscriber.next(2));
        return () => places.push(['teardown', seen()]);
      });
      const given = inContext(ctx, () => {
        places.push(['make', seen()]);
        return source;
      });
      expect(places).toEqual([]);
      await new Promise<void>((resolve) => {
        const subscription = given.subscribe((value) => {
          places.push([value, seen()]);
          if (value === 2) {
            subscription.unsubscribe();
            resolve();
          }
        });
      });
      expect(places).toEqual(['make', 'subscribe', 1, 2, 'teardown'].map((place) => [place, 'ours']));
    },
  );

  itAnywhere('brings what others emit into the context', async () => {
    const subject = new Subject<string>();
    const values = lastValueFrom(
      inContext(ctx, () => subject).pipe(
        (source) =>
          new Observable<unknown>((to) =>
            source.subscribe({ next: () => to.next(seen()), complete: () => to.complete() }),
          ),
        toArray(),
      ),
    );
    subject.next('from elsewhere');
    subject.complete();
    expect(await values).toEqual(['ours']);
  });

  itAnywhere('is for the context that is current without one', async () => {
    const here: Context = current();
    expect(await firstValueFrom(inContext(() => of(current() === here)))).toBe(true);
  });

  it('passes on errors, those of the function included', async () => {
    const boom = new Error('boom');
    const failing = inContext(ctx, () => {
      throw boom;
    });
    await expect(lastValueFrom(failing)).rejects.toBe(boom);
  });

  it('is subscribed to anew each time', async () => {
    let made = 0;
    const given = inContext(ctx, () => of(++made));
    expect([await lastValueFrom(given), await lastValueFrom(given)]).toEqual([1, 2]);
  });

  it('takes promises and lists too', async () => {
    expect(await lastValueFrom(inContext(ctx, async () => seen()))).toBe('ours');
  });

  it('refuses what is no context and no function', () => {
    expect(thrownBy(() => inContext(wrong<Context>({}), () => of(1)))).toEqual(
      new TypeError('nestjs: inContext: ctx must be a Context: got object'),
    );
    expect(thrownBy(() => inContext(wrong<() => []>(of(1))))).toEqual(
      new TypeError('nestjs: inContext: make must be a function: got Observable'),
    );
  });
});
