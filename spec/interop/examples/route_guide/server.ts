// A server of all four kinds of RPC. It implements the route guide service, see gen/route_guide.ts.

import { readFileSync } from 'node:fs';
import { ServerCredentials } from '@grpc/grpc-js';
import type { Context } from 'mdctx';
import {
  type BidiStreamingServer,
  type ClientStreamingServer,
  Creds,
  newServer,
  register,
  type ServerStreamingServer,
  unimplemented,
} from 'mdctx/stub';
import { data } from '../data';
import { flags } from '../flag';
import {
  Feature,
  type Point,
  type Rectangle,
  RouteGuideDefinition,
  type RouteNote,
  type RouteSummary,
} from '../gen/route_guide';
import { run } from '../main';

const flag = flags({
  tls: false,
  cert_file: 'x509/server_cert.pem',
  key_file: 'x509/server_key.pem',
  json_db_file: process.env.ROUTE_GUIDE_DB ?? '',
  port: '50051',
});

class RouteGuideServer extends unimplemented(RouteGuideDefinition) {
  private readonly savedFeatures: Feature[];
  private readonly routeNotes = new Map<string, RouteNote[]>();

  constructor() {
    super();
    const features: unknown[] = JSON.parse(readFileSync(flag.json_db_file, 'utf8'));
    this.savedFeatures = features.map(Feature.fromJSON);
  }

  /** Returns the feature at the given point. */
  async getFeature(_ctx: Context, point: Point): Promise<Feature> {
    // No feature was found, return an unnamed feature
    return this.savedFeatures.find(({ location }) => equal(location, point)) ?? { name: '', location: point };
  }

  /** Lists all features contained within the given bounding rectangle. */
  async listFeatures(rect: Rectangle, stream: ServerStreamingServer<Feature>): Promise<void> {
    for (const feature of this.savedFeatures) {
      if (feature.location && inRange(feature.location, rect)) await stream.send(feature);
    }
  }

  /** Gets a stream of points, and responds with statistics about the trip. */
  async recordRoute(stream: ClientStreamingServer<Point>): Promise<RouteSummary> {
    let [pointCount, featureCount, distance] = [0, 0, 0];
    let lastPoint: Point | undefined;
    const startTime = Date.now();
    for await (const point of stream) {
      pointCount++;
      featureCount += this.savedFeatures.filter(({ location }) => equal(location, point)).length;
      if (lastPoint !== undefined) distance += calcDistance(lastPoint, point);
      lastPoint = point;
    }
    const elapsedTime = Math.floor((Date.now() - startTime) / 1000);
    return { pointCount, featureCount, distance, elapsedTime };
  }

  /** Receives a stream of notes, and responds with a stream of all previous notes at each of those locations. */
  async routeChat(stream: BidiStreamingServer<RouteNote, RouteNote>): Promise<void> {
    for await (const note of stream) {
      const key = serialize(note.location);
      const notes = [...(this.routeNotes.get(key) ?? []), note];
      this.routeNotes.set(key, notes);
      for (const note of notes) await stream.send(note);
    }
  }
}

function equal(a: Point | undefined, b: Point): boolean {
  return a?.latitude === b.latitude && a.longitude === b.longitude;
}

function toRadians(num: number): number {
  return (num * Math.PI) / 180;
}

/** Calculates the distance between two points using the haversine formula. */
function calcDistance(p1: Point, p2: Point): number {
  const cordFactor = 1e7;
  const R = 6371000; // earth radius in metres
  const [lat1, lat2] = [toRadians(p1.latitude / cordFactor), toRadians(p2.latitude / cordFactor)];
  const [lng1, lng2] = [toRadians(p1.longitude / cordFactor), toRadians(p2.longitude / cordFactor)];
  const [dlat, dlng] = [lat2 - lat1, lng2 - lng1];
  const a = Math.sin(dlat / 2) ** 2 + Math.cos(lat1) * Math.cos(lat2) * Math.sin(dlng / 2) ** 2;
  return Math.trunc(R * 2 * Math.atan2(Math.sqrt(a), Math.sqrt(1 - a)));
}

function inRange({ latitude, longitude }: Point, { lo, hi }: Rectangle): boolean {
  if (lo === undefined || hi === undefined) return false;
  const [left, right] = [Math.min(lo.longitude, hi.longitude), Math.max(lo.longitude, hi.longitude)];
  const [bottom, top] = [Math.min(lo.latitude, hi.latitude), Math.max(lo.latitude, hi.latitude)];
  return longitude >= left && longitude <= right && latitude >= bottom && latitude <= top;
}

function serialize(point: Point | undefined): string {
  return `${point?.latitude} ${point?.longitude}`;
}

async function main(): Promise<void> {
  const pair = flag.tls && [{ cert_chain: data(flag.cert_file), private_key: data(flag.key_file) }];
  const grpcServer = newServer(...(pair ? [Creds(ServerCredentials.createSsl(null, pair))] : []));
  register(grpcServer, RouteGuideDefinition, new RouteGuideServer());
  await grpcServer.serve(`localhost:${flag.port}`);
}

run(main);
