"use strict";
const element = name => document.getElementById(name);
const read = name => JSON.parse(element(name).textContent);
const [data, licences] = [read("data"), read("all-licences")];
const blue = "#0072B2", orange = "#D55E00", grey = "#777777";

// The picture
const x = (field, title, scale = {}) => ({field, type: "quantitative", title, scale});
const y = (title, scale = {}) => ({field: "y", type: "quantitative", title, scale});
const log = {type: "log", nice: false};
const epoch = field => ({...x(field, "Epoch", log),
  axis: {values: [1, 3, 10, 30, 100, 300, 1000, 3000, 10000]}});
const part = field => ({...y("Loss / L₀", log), field,
  axis: {values: [1, 0.1, 0.01, 0.001, 0.0001], format: "~g"}});
const published = {mark: {type: "point", shape: "diamond", size: 70, color: "black"}};
const size = {width: 400, height: 210};
const guides = {data: {name: "guides"}, mark: {type: "rule", strokeDash: [4, 3], color: grey},
  encoding: {y: y("")}};
const byRank = {condition: {test: "datum.kept", value: blue}, value: "white"};
const loss = {...size, title: "Loss over training", layer: [
  guides,
  {data: {name: "theirEpoch"}, mark: {type: "rect", color: "#dddddd"},
    encoding: {x: epoch("from"), x2: {field: "to"}}},
  {data: {name: "theirEpoch"}, mark: {type: "rule", color: grey}, encoding: {x: epoch("x")}},
  {data: {name: "ourEpoch"}, mark: {type: "rule", color: blue}, encoding: {x: epoch("x")}},
  {data: {name: "loss"}, mark: {type: "area", color: blue, opacity: 0.25},
    encoding: {x: epoch("x"), y: part("low"), y2: {field: "high"}}},
  {data: {name: "loss"}, mark: {type: "line", color: blue},
    encoding: {x: epoch("x"), y: part("y")}}]};
const values = {...size, title: "Singular values of ΔW", layer: [
  {data: {name: "w0"}, mark: {type: "line", color: "#bbbbbb"},
    encoding: {x: x("x", "Number"), y: y("Singular value")}},
  {data: {name: "dw"}, mark: {type: "point", stroke: blue, filled: true, opacity: 1, size: 40},
    encoding: {x: x("x", "Number"), y: y("Singular value"), fill: byRank}},
  {data: {name: "theirValues"}, ...published,
    encoding: {x: x("x", "Number"), y: y("Singular value")}}]};
const truncated = {...size, title: "ΔW truncated", layer: [
  guides,
  {data: {name: "rank"}, mark: {type: "rule", color: "#bbbbbb"}, encoding: {x: x("x", "Rank R")}},
  {data: {name: "truncated"}, mark: {type: "line", color: blue},
    encoding: {x: x("x", "Rank R"), y: y("Loss / L₀")}},
  {data: {name: "truncated"}, mark: {type: "point", stroke: blue, filled: true, opacity: 1, size: 40},
    encoding: {x: x("x", "Rank R"), y: y("Loss / L₀"), fill: byRank}},
  {data: {name: "theirLosses"}, ...published, encoding: {x: x("x", "Rank R"), y: y("Loss / L₀")}}]};
const lesion = {field: "x", type: "nominal", title: null, sort: null, axis: {labelAngle: 0}};
const lesions = {...size, title: "Lesions", layer: [
  guides,
  {data: {name: "lesions"}, mark: {type: "point", color: blue, size: 50},
    encoding: {x: lesion, y: y("Loss / L₀")}},
  {data: {name: "theirShuffled"}, mark: {type: "rule", color: "black", xOffset: 30},
    encoding: {x: lesion, y: {...y(""), field: "from"}, y2: {field: "to"}}},
  {data: {name: "theirShuffled"}, mark: {...published.mark, xOffset: 30},
    encoding: {x: lesion, y: y("Loss / L₀")}}]};
const names = ["guides", "theirEpoch", "ourEpoch", "loss", "w0", "dw", "theirValues", "rank",
  "truncated", "theirLosses", "lesions", "theirShuffled"];
const spec = {
  $schema: "https://vega.github.io/schema/vega-lite/v5.json",
  datasets: Object.fromEntries(names.map(name => [name, []])),
  vconcat: [{hconcat: [loss, values]}, {hconcat: [truncated, lesions]}],
  resolve: {scale: {x: "independent", y: "independent", fill: "independent"}},
  config: {font: "DejaVu Sans, sans-serif", view: {stroke: null}, point: {opacity: 1},
    axis: {grid: false, labelFontSize: 12, titleFontSize: 13}, title: {fontSize: 14, anchor: "start"}}};
const view = new vega.View(vega.parse(vegaLite.compile(spec).spec), {renderer: "svg"})
  .initialize("#picture");

// What is chosen
const fill = (name, texts) => element(name).replaceChildren(
  ...texts.map((text, k) => new Option(text, k)));
const curve = (values, first = 1) => values.map((value, k) => ({x: first + k, y: value}));
const pairs = points => (points || []).map(([x, y]) => ({x, y}));
const around = (cell, name) => cell ? [{[name]: cell[0], from: cell[0] - (cell[1] || 0),
  to: cell[0] + (cell[1] || 0)}] : [];

function rows(network, task, theirs, rank) {
  const kept = (points) => points.map(point => ({...point, kept: point.x <= rank}));
  return {
    guides: [{y: 1}, {y: network.goal}],
    theirEpoch: around(theirs.convergence_epoch, "x"),
    ourEpoch: network.epoch > 0 ? [{x: network.epoch}] : [],
    loss: task.epochs.map((epoch, k) => ({x: epoch, y: network.median[k], low: network.low[k],
      high: network.high[k]})).filter(point => point.low > 0),
    w0: curve(network.w0),
    dw: kept(curve(network.dw)),
    theirValues: pairs(theirs.singular_value),
    rank: [{x: rank}],
    truncated: kept(curve(network.truncated, 0)),
    theirLosses: pairs(theirs.truncated_loss),
    lesions: [{x: "trained", y: network.trained}, {x: "ΔW truncated", y: network.truncated[rank]},
      ...network.shuffled.map(value => ({x: "W₀ shuffled", y: value}))],
    theirShuffled: around(theirs.relative_shuffle_loss, "y").map(
      point => ({x: "W₀ shuffled", ...point})),
  };
}

function numbers(network, theirs, rank) {
  const shown = value => value === null ? "none" : value.toLocaleString("en",
    {maximumSignificantDigits: 3});
  const mean = values => values.reduce((sum, value) => sum + value, 0) / values.length;
  const entries = [
    ["convergence epoch", network.epoch === null ? network.state : shown(network.epoch),
      theirs.convergence_epoch],
    ["norm of ΔW", shown(network.norm), theirs.dw_norm],
    ["rank that is enough", shown(network.rank), theirs.functional_rank],
    [`loss at rank ${rank}, over L₀`, shown(network.truncated[rank]),
      ((theirs.truncated_loss || []).find(([x]) => x === rank) || []).slice(1)],
    ["loss with W₀ shuffled, over L₀", shown(mean(network.shuffled)),
      theirs.relative_shuffle_loss]];
  element("numbers").replaceChildren(...entries.map(([name, ours, cell]) => {
    const row = document.createElement("tr");
    const theirs = (cell || []).filter(value => value !== null).map(shown).join(" ± ");
    for (const text of [name, ours, theirs || "–"]) row.insertCell().textContent = text;
    return row;
  }));
}

function draw() {
  const task = data.tasks[element("task").value];
  const [g, rank] = [element("g").value, Number(element("rank").value)];
  const network = task.networks[g][element("seed").value], theirs = task.published[g];
  element("chosen").textContent = rank;
  for (const [name, points] of Object.entries(rows(network, task, theirs, rank)))
    view.data(name, points);
  numbers(network, theirs, rank);
  return view.runAsync();
}

function chooseTask() {
  const task = data.tasks[element("task").value];
  fill("g", task.g);
  fill("seed", task.seeds);
  element("g").value = Math.max(task.g.indexOf(0.9), 0);
  element("rank").max = task.networks[0][0].truncated.length - 1;
  element("rank").value = 2;
  return draw();
}

fill("task", data.tasks.map(task => task.title));
element("task").onchange = chooseTask;
for (const name of ["g", "seed"]) element(name).onchange = draw;
element("rank").oninput = draw;
element("licences").textContent = Object.entries(licences).map(
  ([file, text]) => `${file}\n\n${text}`).join("\n\n");
chooseTask();
