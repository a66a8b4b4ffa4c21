import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { LiveRegion } from "../base/live";
import { route } from "../base/route";
import { words } from "../base/words";
import { CityPage } from "./CityPage";
import { Welcome } from "./Welcome";

/** The tour is a file of its own, loaded when somebody takes it. */
function LaterTour() {
  const [Tour, setTour] = useState<ComponentType | null>(null);
  useEffect(() => {
    void import("../tour/Tour").then((module) => setTour(() => module.default));
  }, []);
  return Tour ? <Tour /> : <main aria-busy="true" />;
}

function Here() {
  const { path } = route.value;
  useEffect(() => {
    if (!path.startsWith("/city")) document.title = words.city.pageTitle;
  }, [path]);
  if (path.startsWith("/tour")) return <LaterTour />;
  return path.startsWith("/city") ? <CityPage /> : <Welcome />;
}

export function App() {
  return (
    <>
      <Here />
      <LiveRegion />
    </>
  );
}
