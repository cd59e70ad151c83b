import { background, type Context } from '../../lib/context';
import { clientValidator, type ValidatorOptions, validator } from '../../lib/interceptors';
import { callStream, callUnary } from '../../lib/testing';

// The cases of go-grpc-middleware's validator_test.go, for each way in which a message may say that it is invalid.

const text = 'cannot sleep for more than 10s';

class Valid {
  validate(): void {}
}
class Throws {
  validate(): void {
    throw new Error(text);
  }
}
class Returns {
  validate(): Error {
    return new Error(text);
  }
}
class Rejects {
  async validate(): Promise<void> {
    throw new Error(text);
  }
}
class All {
  readonly called: unknown[] = [];
  validate(all: boolean): void {
    this.called.push(all);
    if (!all) throw new Error(text);
  }
}
class Both {
  validate(): void {
    throw new Error('the first');
  }
  validateAll(): void {
    throw new Error('the first; the second');
  }
}

const handled: unknown[] = [];

/** Calls a handler of a unary call and of a stream with `messages`, behind the validator. */
async function calls(options: ValidatorOptions | undefined, ...messages: object[]) {
  handled.length = 0;
  const { unary, stream } = validator(options);
  const one = await callUnary(() => ({}), messages.at(-1), { interceptor: unary });
  const several = await callStream(
    async (stream) => {
      for await (const message of stream) handled.push(message);
    },
    messages,
    { interceptor: stream },
  );
  return [one, several].map(({ code, details }) => ({ code, details }));
}

describe('interceptors.validator()', () => {
  it.each([[new Valid()], [{}], [{ validate: 'x' }], [new All()]])('lets %p pass', async (message) => {
    expect(await calls(undefined, message)).toEqual(Array(2).fill({ code: 0, details: '' }));
    expect(handled).toEqual([message]);
  });

  it.each([[new Throws()], [new Returns()], [new Rejects()]])('refuses %p', async (message) => {
    for (const options of [undefined, { failFast: true }])
      expect(await calls(options, new Valid(), message)).toEqual(Array(2).fill({ code: 3, details: text }));
    expect(handled).toEqual([new Valid()]);
  });

  it('asks for all that is wrong, and with failFast for the first', async () => {
    const message = new All();
    await calls(undefined, message);
    expect(await calls({ failFast: true }, message)).toEqual(Array(2).fill({ code: 3, details: text }));
    expect(message.called).toEqual([true, true, false, false]);
    expect((await calls(undefined, new Both()))[0]?.details).toBe('the first; the second');
    expect((await calls({ failFast: true }, new Both()))[0]?.details).toBe('the first');
  });

  it('tells onValidationError', async () => {
    const told: unknown[] = [];
    const onValidationError = (_: Context, error: unknown) => told.push(error);
    await calls({ onValidationError }, new Throws());
    expect(told).toEqual([new Error(text), new Error(text)]);
  });

  it('a faulty onValidationError is a warning, and the call fails as without', async () => {
    const warn = jest.spyOn(process, 'emitWarning').mockReturnValue();
    const onValidationError = () => {
      throw new Error('faulty');
    };
    expect(await calls({ onValidationError }, new Throws())).toEqual(
      Array(2).fill({ code: 3, details: text }),
    );
    expect(warn.mock.calls.map(([text]) => String(text).split(': the')[0])).toEqual(
      Array(2).fill('interceptors: validator: onValidationError'),
    );
    warn.mockRestore();
  });

  it.each([null, 5, { onValidationError: 5 }])('refuses the options %p', (options) => {
    expect(() => Reflect.apply(validator, undefined, [options])).toThrow(TypeError);
    expect(() => Reflect.apply(clientValidator, undefined, [options])).toThrow(TypeError);
  });
});

describe('interceptors.clientValidator()', () => {
  it('validates the request of a unary call', async () => {
    const { unary } = clientValidator();
    const invoker = jest.fn(async () => 'ok');
    expect(await unary(background(), '/s/m', new Valid(), invoker, [])).toBe('ok');
    await expect(unary(background(), '/s/m', new Throws(), invoker, [])).rejects.toMatchObject({
      code: 3,
      details: text,
    });
    expect(invoker).toHaveBeenCalledTimes(1);
  });
});
