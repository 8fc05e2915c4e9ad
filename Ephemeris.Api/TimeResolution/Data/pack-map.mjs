// Makes zones.map.br from the npm package geo-tz: node pack-map.mjs <folder of node_modules> <output file>
// The boundaries are those of timezone-boundary-builder (OpenStreetMap data, ODbL 1.0), product "comprehensive", already
// cut by geo-tz into the cells of a quadtree. Here each cell's rings are simplified and quantised. README.md has the format.
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { createRequire } from 'node:module';

const [modules, output] = process.argv.slice(2);
const require = createRequire(path.join(path.resolve(modules), 'x.js'));
const Pbf = (m => m.default ?? m)(require('pbf'));
const geobuf = require('geobuf');
const folder = path.join(modules, 'geo-tz');
const index = JSON.parse(fs.readFileSync(path.join(folder, 'data', 'timezones.geojson.index.json')));
const shapes = fs.readFileSync(path.join(folder, 'data', 'timezones.geojson.geo.dat'));
const release = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'))).version;

const EDGE = { lat: 89.9999, lon: 179.9999 };
const STEPS = 1024;          // quantisation steps along a cell's side: 38 m of latitude in the deepest cells
const TOLERANCE = 1.25;      // largest distance, in steps, of a dropped vertex from the line that replaces it
const areas = new Float64Array(index.timezones.length);
const stats = { cells: 0, rest: 0, vertices: 0, read: 0 };

const varint = (out, v) => { while (v > 127) { out.push((v & 127) | 128); v >>>= 7; } out.push(v); };
const zigzag = v => (v << 1) ^ (v >> 31);
const ringArea = r => { let s = 0; for (let i = 0, j = r.length - 1; i < r.length; j = i++) s += (r[j][0] - r[i][0]) * (r[j][1] + r[i][1]); return Math.abs(s / 2); };
const onEdge = p => p[0] <= 0 || p[1] <= 0 || p[0] >= STEPS || p[1] >= STEPS;

function distance(p, a, b) {
  const dx = b[0] - a[0], dy = b[1] - a[1], l = dx * dx + dy * dy;
  const t = l === 0 ? 0 : Math.max(0, Math.min(1, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / l));
  return Math.hypot(p[0] - a[0] - t * dx, p[1] - a[1] - t * dy);
}

// Douglas-Peucker between fixed vertices: those on the cell's edge, or the two farthest apart.
function simplify(ring) {
  const n = ring.length;
  const keep = new Uint8Array(n);
  ring.forEach((p, i) => { if (onEdge(p)) keep[i] = 1; });
  if (!keep.includes(1)) keep[0] = 1;
  if (keep.reduce((a, b) => a + b) === 1) {
    const first = keep.indexOf(1);
    let far = first;
    ring.forEach((p, i) => { if (Math.hypot(p[0] - ring[first][0], p[1] - ring[first][1]) > Math.hypot(ring[far][0] - ring[first][0], ring[far][1] - ring[first][1])) far = i; });
    keep[far] = 1;
  }
  const fixed = [...keep.keys()].filter(i => keep[i]);
  for (let k = 0; k < fixed.length; k++) {
    const stack = [[fixed[k], k + 1 < fixed.length ? fixed[k + 1] : fixed[0] + n]];
    while (stack.length) {
      const [a, b] = stack.pop();
      let worst = 0, at = -1;
      for (let i = a + 1; i < b; i++) {
        const d = distance(ring[i % n], ring[a % n], ring[b % n]);
        if (d > worst) { worst = d; at = i; }
      }
      if (worst > TOLERANCE) { keep[at % n] = 1; stack.push([a, at], [at, b]); }
    }
  }
  const out = [];
  for (let i = 0; i < n; i++) if (keep[i]) {
    const q = ring[i].map(v => Math.max(0, Math.min(STEPS, Math.round(v))));
    const last = out[out.length - 1];
    if (!last || last[0] !== q[0] || last[1] !== q[1]) out.push(q);
  }
  while (out.length > 1 && out[0][0] === out[out.length - 1][0] && out[0][1] === out[out.length - 1][1]) out.pop();
  return out;
}

function cell(features, box) {
  stats.cells++;
  const kmPerStep2 = ((box.top - box.bottom) / STEPS * 111.195) * ((box.right - box.left) / STEPS * 111.195 * Math.cos((box.top + box.bottom) / 2 * Math.PI / 180));
  const items = features.map(f => {
    const polygons = f.geometry.type === 'Polygon' ? [f.geometry.coordinates] : f.geometry.coordinates;
    let area = 0;
    const rings = [];
    for (const polygon of polygons) polygon.forEach((ring, i) => {
      const local = ring.slice(0, -1).map(([lon, lat]) => [(lon - box.left) / (box.right - box.left) * STEPS, (lat - box.bottom) / (box.top - box.bottom) * STEPS]);
      stats.read += local.length;
      area += (i === 0 ? 1 : -1) * ringArea(local);
      const s = simplify(local);
      if (s.length >= 3 && ringArea(s) >= 2) rings.push(s);
    });
    const zone = index.timezones.indexOf(f.properties.tzid);
    if (zone < 0) throw new Error(`unknown zone ${f.properties.tzid}`);
    areas[zone] += area * kmPerStep2;
    return { zone, rings, area, size: rings.reduce((a, r) => a + r.length, 0) };
  });
  // Where the shapes tile the cell, the most intricate one is what the others leave over: nothing between them is lost.
  const covered = items.reduce((a, i) => a + i.area, 0) / (STEPS * STEPS);
  let rest = -1;
  if (items.length > 1 && Math.abs(covered - 1) < 1e-5) {
    rest = items.reduce((best, item, i) => item.size > items[best].size ? i : best, 0);
    stats.rest++;
  }
  const drawn = items.filter((item, i) => i === rest || item.rings.length > 0);
  const out = [];
  varint(out, drawn.length);
  for (const item of drawn) {
    varint(out, item.zone);
    if (item === items[rest]) { varint(out, 0); continue; }
    varint(out, item.rings.length);
    for (const ring of item.rings) {
      varint(out, ring.length);
      let x = 0, y = 0;
      for (const [a, b] of ring) { varint(out, zigzag(a - x)); varint(out, zigzag(b - y)); x = a; y = b; stats.vertices++; }
    }
  }
  return out;
}

function cellArea(box) {
  const rad = Math.PI / 180;
  return 6371.0088 ** 2 * (Math.sin(box.top * rad) - Math.sin(box.bottom * rad)) * (box.right - box.left) * rad;
}

// Node: 0 sea | 1 inner, then the four children, each after its length | 2 whole cell, zone count, zones | 3 shapes
function node(n, box) {
  if (!n) return [0];
  if (Array.isArray(n)) {
    const out = [2];
    varint(out, n.length);
    n.forEach(z => { varint(out, z); areas[z] += cellArea(box); });
    return out;
  }
  if (n.len) return [3, ...cell(geobuf.decode(new Pbf(shapes.subarray(n.pos, n.pos + n.len))).features, box)];
  const midLat = (box.top + box.bottom) / 2, midLon = (box.left + box.right) / 2;
  const boxes = {
    a: { ...box, bottom: midLat, left: midLon }, b: { ...box, bottom: midLat, right: midLon },
    c: { ...box, top: midLat, right: midLon }, d: { ...box, top: midLat, left: midLon },
  };
  let out = [1];
  for (const k of 'abcd') {
    const child = node(n[k], boxes[k]);
    varint(out, child.length);
    out = out.concat(child);
  }
  return out;
}

const tree = node(index.lookup, { top: EDGE.lat, bottom: -EDGE.lat, left: -EDGE.lon, right: EDGE.lon });
const head = [];
const text = s => { const b = Buffer.from(s, 'utf8'); varint(head, b.length); head.push(...b); };
head.push(...Buffer.from('ZMAP1'));
text(`geo-tz ${release}`);
varint(head, index.timezones.length);
index.timezones.forEach((z, i) => { text(z); varint(head, Math.round(areas[i])); });
const blob = Buffer.concat([Buffer.from(head), Buffer.from(tree)]);
const packed = zlib.brotliCompressSync(blob, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11, [zlib.constants.BROTLI_PARAM_LGWIN]: 22 } });
fs.writeFileSync(output, packed);
console.log({ ...stats, zones: index.timezones.length, bytes: blob.length, packed: packed.length });
