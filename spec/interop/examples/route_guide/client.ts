// A client that uses all four kinds of RPC. It interacts with the route guide service, see gen/route_guide.ts.
import { credentials } from '@grpc/grpc-js';
import { background, withTimeout } from 'mdctx';
import { newClient, newClientConn, type StubClient, withTransportCredentials } from 'mdctx/stub';
import { data } from '../data';
import { flags } from '../flag';
import { type Point, type Rectangle, RouteGuideDefinition } from '../gen/route_guide';
import { run } from '../main';
import { textOf } from './text';

type RouteGuideClient = StubClient<typeof RouteGuideDefinition>;

const flag = flags({
  tls: false,
  ca_file: 'x509/ca_cert.pem',
  addr: 'localhost:50051',
  server_host_override: 'x.test.example.com',
});

/** Gets the feature for the given point. */
async function printFeature(client: RouteGuideClient, point: Point): Promise<void> {
  console.error(`Getting feature for point (${point.latitude}, ${point.longitude})`);
  const [ctx, cancel] = withTimeout(background(), 10_000);
  try {
    const feature = await client.getFeature(ctx, point);
    console.error(textOf(feature));
  } finally {
    cancel();
  }
}

/** Lists all the features within the given bounding rectangle. */
async function printFeatures(client: RouteGuideClient, rect: Rectangle): Promise<void> {
  console.error(`Looking for features within ${textOf(rect)}`);
  const [ctx, cancel] = withTimeout(background(), 10_000);
  try {
    const stream = await client.listFeatures(ctx, rect);
    for await (const { name, location } of stream) {
      const [latitude, longitude] = [location?.latitude, location?.longitude];
      console.error(`Feature: name: ${JSON.stringify(name)}, point:(${latitude}, ${longitude})`);
    }
  } finally {
    cancel();
  }
}

/** Sends a sequence of points to the server and expects to get a route summary from it. */
async function runRecordRoute(client: RouteGuideClient): Promise<void> {
  // Create a random number of random points
  const pointCount = Math.floor(Math.random() * 100) + 2; // Traverse at least two points
  const points = Array.from({ length: pointCount }, randomPoint);
  console.error(`Traversing ${points.length} points.`);
  const [ctx, cancel] = withTimeout(background(), 10_000);
  try {
    const stream = await client.recordRoute(ctx);
    for (const point of points) await stream.send(point);
    const reply = await stream.closeAndRecv();
    console.error(`Route summary: ${textOf(reply)}`);
  } finally {
    cancel();
  }
}

/** Receives a sequence of route notes, while sending notes for various locations. */
async function runRouteChat(client: RouteGuideClient): Promise<void> {
  const notes = [
    { location: { latitude: 0, longitude: 1 }, message: 'First message' },
    { location: { latitude: 0, longitude: 2 }, message: 'Second message' },
    { location: { latitude: 0, longitude: 3 }, message: 'Third message' },
    { location: { latitude: 0, longitude: 1 }, message: 'Fourth message' },
    { location: { latitude: 0, longitude: 2 }, message: 'Fifth message' },
    { location: { latitude: 0, longitude: 3 }, message: 'Sixth message' },
  ];
  const [ctx, cancel] = withTimeout(background(), 10_000);
  try {
    const stream = await client.routeChat(ctx);
    const waitc = (async () => {
      for await (const { message, location } of stream)
        console.error(`Got message ${message} at point(${location?.latitude}, ${location?.longitude})`);
    })();
    for (const note of notes) await stream.send(note);
    stream.closeSend();
    await waitc;
  } finally {
    cancel();
  }
}

function randomPoint(): Point {
  const latitude = (Math.floor(Math.random() * 180) - 90) * 1e7;
  const longitude = (Math.floor(Math.random() * 360) - 180) * 1e7;
  return { latitude, longitude };
}

async function main(): Promise<void> {
  const creds = flag.tls
    ? withTransportCredentials(credentials.createSsl(data(flag.ca_file)), flag.server_host_override)
    : withTransportCredentials(credentials.createInsecure());
  using conn = newClientConn(flag.addr, creds);
  const client = newClient(RouteGuideDefinition, conn);

  // Looking for a valid feature
  await printFeature(client, { latitude: 409146138, longitude: -746188906 });

  // Feature missing.
  await printFeature(client, { latitude: 0, longitude: 0 });

  // Looking for features between 40, -75 and 42, -73.
  await printFeatures(client, {
    lo: { latitude: 400000000, longitude: -750000000 },
    hi: { latitude: 420000000, longitude: -730000000 },
  });

  // RecordRoute
  await runRecordRoute(client);

  // RouteChat
  await runRouteChat(client);
}

run(main);
