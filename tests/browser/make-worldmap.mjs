// make-worldmap.mjs: writes analyzer/report/worldmap.path, the land of the report's map, from Natural
// Earth 1:110m (public domain) as npm's world-atlas carries it. Run once, by hand:
//
//   (in a folder of your own) npm install world-atlas@2.0.2 topojson-client@3.1.0 d3-geo@3.1.2
//   NODE_PATH=that/node_modules node tests/browser/make-worldmap.mjs > analyzer/report/worldmap.path
//
// Projection: Robinson's table (1974), interpolated linearly every five degrees, as figure_map.c does
// for the points; 1000 units for 360 degrees. Antarctica is left out. Coordinates are integers in
// tenths of a unit, relative, so that the whole is small and the same on every machine.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const require = createRequire(process.env.NODE_PATH + "/");
const { feature } = require("topojson-client");
const { geoPath, geoProjection } = await import(pathToFileURL(require.resolve("d3-geo")));
const land = JSON.parse(readFileSync(require.resolve("world-atlas/land-110m.json")));

const X = [1, 0.9986, 0.9954, 0.99, 0.9822, 0.973, 0.96, 0.9427, 0.9216, 0.8962, 0.8679, 0.835,
  0.7986, 0.7597, 0.7186, 0.6732, 0.6213, 0.5722, 0.5322];
const Y = [0, 0.062, 0.124, 0.186, 0.248, 0.31, 0.372, 0.434, 0.4958, 0.5571, 0.6176, 0.6769,
  0.7346, 0.7903, 0.8435, 0.8936, 0.9394, 0.9761, 1];

function at(table, latitude) {
  const place = Math.min(Math.abs(latitude) / 5, 17.999999);
  const i = Math.floor(place);
  return table[i] + (table[i + 1] - table[i]) * (place - i);
}

// Radians to units of 360 degrees = 1000: x = 0.8487 R X λ, y = 1.3523 R Y.
function robinson(lambda, phi) {
  const degrees = (phi * 180) / Math.PI;
  return [(at(X, degrees) * lambda * 1000) / (2 * Math.PI), 253.6 * at(Y, degrees) * Math.sign(phi)];
}

// Cut at the antimeridian, so that no line runs across the map; edges are not bent.
const projection = geoProjection(robinson).scale(1).translate([500, 253.6]).precision(0);
const rings = [];
const pen = {
  moveTo: (x, y) => rings.push([[x, y]]),
  lineTo: (x, y) => rings.at(-1).push([x, y]),
  closePath() {},
};

function text(points) {
  let path = "";
  let last;
  for (const [px, py] of points) {
    const point = [Math.round(px * 10), Math.round(py * 10)];
    if (last && Math.abs(point[0] - last[0]) + Math.abs(point[1] - last[1]) < 8) continue;
    path += last ? `${point[0] - last[0]} ${point[1] - last[1]} ` : `M${point[0]} ${point[1]}l`;
    last = point;
  }
  return path.trim().replace(/ -/g, "-") + "z";
}

geoPath(projection, pen)(feature(land, land.objects.land));
const south = robinson(0, (-60 * Math.PI) / 180)[1];
const kept = rings.filter((points) => !points.every(([, y]) => y > 253.6 - south));
process.stdout.write(kept.map(text).join("\n") + "\n");
