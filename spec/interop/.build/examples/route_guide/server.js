// A server of all four kinds of RPC. It implements the route guide service, see gen/route_guide.ts.
"use strict";
Object.defineProperty(exports, "__esModule", {
    value: true
});
const _grpcjs = require("@grpc/grpc-js");
const _nodefs = require("node:fs");
const _stub = require("mdctx/stub");
const _data = require("../data");
const _flag = require("../flag");
const _route_guide = require("../gen/route_guide");
const _main = require("../main");
const flag = (0, _flag.flags)({
    tls: false,
    cert_file: 'x509/server_cert.pem',
    key_file: 'x509/server_key.pem',
    json_db_file: process.env.ROUTE_GUIDE_DB ?? '',
    port: '50051'
});
class RouteGuideServer extends (0, _stub.unimplemented)(_route_guide.RouteGuideDefinition) {
    savedFeatures;
    routeNotes = new Map();
    constructor(){
        super();
        const features = JSON.parse((0, _nodefs.readFileSync)(flag.json_db_file, 'utf8'));
        this.savedFeatures = features.map(_route_guide.Feature.fromJSON);
    }
    /** Returns the feature at the given point. */ async getFeature(_ctx, point) {
        // No feature was found, return an unnamed feature
        return this.savedFeatures.find(({ location })=>equal(location, point)) ?? {
            name: '',
            location: point
        };
    }
    /** Lists all features contained within the given bounding rectangle. */ async listFeatures(rect, stream) {
        for (const feature of this.savedFeatures){
            if (feature.location && inRange(feature.location, rect)) await stream.send(feature);
        }
    }
    /** Gets a stream of points, and responds with statistics about the trip. */ async recordRoute(stream) {
        let [pointCount, featureCount, distance] = [
            0,
            0,
            0
        ];
        let lastPoint;
        const startTime = Date.now();
        for await (const point of stream){
            pointCount++;
            featureCount += this.savedFeatures.filter(({ location })=>equal(location, point)).length;
            if (lastPoint !== undefined) distance += calcDistance(lastPoint, point);
            lastPoint = point;
        }
        const elapsedTime = Math.floor((Date.now() - startTime) / 1000);
        return {
            pointCount,
            featureCount,
            distance,
            elapsedTime
        };
    }
    /** Receives a stream of notes, and responds with a stream of all previous notes at each of those locations. */ async routeChat(stream) {
        for await (const note of stream){
            const key = serialize(note.location);
            const notes = [
                ...this.routeNotes.get(key) ?? [],
                note
            ];
            this.routeNotes.set(key, notes);
            for (const note of notes)await stream.send(note);
        }
    }
}
function equal(a, b) {
    return a?.latitude === b.latitude && a.longitude === b.longitude;
}
function toRadians(num) {
    return num * Math.PI / 180;
}
/** Calculates the distance between two points using the haversine formula. */ function calcDistance(p1, p2) {
    const cordFactor = 1e7;
    const R = 6371000; // earth radius in metres
    const [lat1, lat2] = [
        toRadians(p1.latitude / cordFactor),
        toRadians(p2.latitude / cordFactor)
    ];
    const [lng1, lng2] = [
        toRadians(p1.longitude / cordFactor),
        toRadians(p2.longitude / cordFactor)
    ];
    const [dlat, dlng] = [
        lat2 - lat1,
        lng2 - lng1
    ];
    const a = Math.sin(dlat / 2) ** 2 + Math.cos(lat1) * Math.cos(lat2) * Math.sin(dlng / 2) ** 2;
    return Math.trunc(R * 2 * Math.atan2(Math.sqrt(a), Math.sqrt(1 - a)));
}
function inRange({ latitude, longitude }, { lo, hi }) {
    if (lo === undefined || hi === undefined) return false;
    const [left, right] = [
        Math.min(lo.longitude, hi.longitude),
        Math.max(lo.longitude, hi.longitude)
    ];
    const [bottom, top] = [
        Math.min(lo.latitude, hi.latitude),
        Math.max(lo.latitude, hi.latitude)
    ];
    return longitude >= left && longitude <= right && latitude >= bottom && latitude <= top;
}
function serialize(point) {
    return `${point?.latitude} ${point?.longitude}`;
}
async function main() {
    const pair = flag.tls && [
        {
            cert_chain: (0, _data.data)(flag.cert_file),
            private_key: (0, _data.data)(flag.key_file)
        }
    ];
    const grpcServer = (0, _stub.newServer)(...pair ? [
        (0, _stub.Creds)(_grpcjs.ServerCredentials.createSsl(null, pair))
    ] : []);
    (0, _stub.register)(grpcServer, _route_guide.RouteGuideDefinition, new RouteGuideServer());
    await grpcServer.serve(`localhost:${flag.port}`);
}
(0, _main.run)(main);
