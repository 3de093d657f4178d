// A file in time: a drawing to see it at a glance, and the same as a list to read.
const LANE = 34, LEFT = 200, WIDTH = 1000, TOP = 26;

function drawing(timeline, t) {
  const make = (tag, attributes, text) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    if (text) element.textContent = text;
    return element;
  };
  const x = (place) => LEFT + place * (WIDTH - LEFT - 12), bottom = TOP + timeline.lanes.length * LANE;
  const svg = make("svg", { viewBox: `0 0 ${WIDTH} ${bottom + 6}`, role: "img", "aria-label": t.timeline_picture, class: "rk-timeline" });
  for (const tick of timeline.ticks) {
    svg.append(make("line", { x1: x(tick.at), x2: x(tick.at), y1: TOP - 6, y2: bottom, class: "rk-timeline__tick" }));
    if (tick.at < 0.94) svg.append(make("text", { x: x(tick.at) + 3, y: TOP - 10 }, tick.label));
  }
  timeline.lanes.forEach((lane, index) => {
    const y = TOP + index * LANE;
    svg.append(make("line", { x1: 0, x2: WIDTH, y1: y + LANE, y2: y + LANE, class: "rk-timeline__lane" }), make("text", { x: 0, y: y + 22 }, lane.label));
    for (const bar of lane.bars) {
      const from = x(bar.from), wide = x(bar.to) - from;
      svg.append(wide > 10 ? make("rect", { x: from, y: y + 10, width: wide, height: 14, class: "rk-timeline__bar" })
        : make("circle", { cx: from, cy: y + 17, r: 7, class: "rk-timeline__bar" }));
      if (bar.alert) svg.append(make("path", { d: `M${from - 7},${y + 24} l7,-14 l7,14 z`, class: "rk-timeline__alert" }));
    }
  });
  svg.append(make("line", { x1: x(timeline.today), x2: x(timeline.today), y1: TOP - 6, y2: bottom, class: "rk-timeline__today" }));
  return svg;
}

function timelineSection(timeline, t) {
  const nothing = !timeline.list;
  return h("section", { class: "rk-card", "aria-labelledby": "rk-timeline" },
    h("h2", { id: "rk-timeline" }, t.timeline_heading),
    nothing ? h("p", {}, t.timeline_none) : [
      h("div", { class: "rk-scroll", role: "region", tabindex: "0", "aria-label": t.timeline_region }, drawing(timeline, t)),
      h("p", { class: "rk-hint" }, t.timeline_key),
      h("h3", {}, t.timeline_list),
      h("ol", { class: "rk-events", id: "rk-events" }, timeline.list.map((event) => h("li", { class: event.alert ? "rk-events__alert" : "" },
        h("p", { class: "rk-events__when" }, event.when), h("p", {}, h("strong", {}, event.title)),
        event.lines.length > 0 && h("details", {}, h("summary", {}, t.more, h("span", { class: "rk-hidden" }, `: ${event.title}, ${event.when}`)),
          event.lines.map((line) => h("p", { class: "rk-events__line" }, line))))))]);
}
