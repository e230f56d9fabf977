// make-worldmap.mjs: writes analyzer/report/worldmap.path, the land of the report's map, from Natural
// Earth 1:110m (public domain) as npm's world-atlas carries it. Run once, by hand:
//
//   npm install world-atlas@2.0.2 topojson-client@3.1.0      (in a folder of your own)
//   NODE_PATH=that/node_modules node tests/browser/make-worldmap.mjs > analyzer/report/worldmap.path
//
// Projection: Robinson's table (1974), interpolated linearly every five degrees, as figure_map.c does
// for the points; 1000 units for 360 degrees. Antarctica is left out. Coordinates are integers in
// tenths of a unit, relative, so that the whole is small and the same on every machine.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const require = createRequire(process.env.NODE_PATH + "/");
const { feature } = require("topojson-client");
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

// Robinson: x = 0.8487 R X λ, y = 1.3523 R Y; R such that 360 degrees on the equator are 1000 units.
const R = 1000 / (0.8487 * 2 * Math.PI);
function project([longitude, latitude]) {
  const x = 500 + (0.8487 * R * at(X, latitude) * longitude * Math.PI) / 180;
  const y = 1.3523 * R * at(Y, latitude) * Math.sign(latitude);
  return [Math.round(x * 10), Math.round((253.6 - y) * 10)];
}

function ring(points) {
  let text = "";
  let last;
  for (const point of points.slice(0, -1).map(project)) {
    if (last && Math.abs(point[0] - last[0]) + Math.abs(point[1] - last[1]) < 8) continue;
    text += last ? `${point[0] - last[0]} ${point[1] - last[1]} ` : `M${point[0]} ${point[1]}l`;
    last = point;
  }
  return text.trim().replace(/ -/g, "-") + "z";
}

const rings = feature(land, land.objects.land).features
  .flatMap((f) => (f.geometry.type === "Polygon" ? [f.geometry.coordinates] : f.geometry.coordinates))
  .flat()
  .filter((points) => !points.every(([, latitude]) => latitude < -60));
process.stdout.write(rings.map(ring).join("\n") + "\n");
