import { ServerError, Status } from 'nice-grpc-common';
import { RefusedRequest } from '../../lib/http/refused-request';

describe('http.RefusedRequest', () => {
  const error = new RefusedRequest('invalid timeout header "x"');

  it('is a status to gRPC, and one to each framework', () => {
    expect(error).toBeInstanceOf(ServerError);
    expect(error).toMatchObject({ name: 'RefusedRequest', code: Status.INVALID_ARGUMENT });
    expect(error).toMatchObject({ status: 400, statusCode: 400, expose: true });
  });

  it('answers as hono asks', async () => {
    const response = error.getResponse();
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 3, message: 'invalid timeout header "x"' });
  });
});
