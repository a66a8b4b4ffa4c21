import { Icon } from "../base/Icon";
import { narrow } from "../base/ground";
import { words } from "../base/words";
import * as state from "../session/state";
import type { MapView } from "../session/state";
import * as cameras from "./camera_state";
import { DifferenceKey } from "./DifferenceKey";
import { showsShares } from "./looks";

const VIEWS: readonly MapView[] = ["first", "both", "second", "difference"];

/** Buttons on the map: zoom, homes or shares, and in two worlds, which of them. */
export function MapTools() {
  const isTwo = state.worlds.value === 2;
  const shares = showsShares.value;
  const own = words.city.map;
  return (
    <>
      {isTwo && <Worlds />}
      {isTwo && narrow.value && state.mapView.value === "difference" && <DifferenceKey />}
      <div class="map-tools" role="group" aria-label={own.tools}>
        <button type="button" class="button" aria-label={own.closer} title={own.closer} onClick={() => cameras.zoom(1.6, undefined, undefined, false)}>
          <Icon name="plus" />
        </button>
        <button type="button" class="button" aria-label={own.further} title={own.further} onClick={() => cameras.zoom(1 / 1.6, undefined, undefined, false)}>
          <Icon name="minus" />
        </button>
        <button type="button" class="button" aria-label={own.whole} title={own.whole} onClick={() => cameras.showWhole()}>
          <Icon name="whole" />
        </button>
        <button
          type="button"
          class="button"
          aria-pressed={shares}
          aria-label={own.shares}
          title={own.shares}
          disabled={state.mapView.value === "difference"}
          onClick={() => (state.shares.value = !shares)}
        >
          <Icon name="shares" />
        </button>
      </div>
    </>
  );
}

function Worlds() {
  const own = words.city.worlds;
  void state.beat.value;
  return (
    <div class={`map-worlds${state.mapView.value === "both" ? " full" : ""}`}>
      <div class="segments" role="group" aria-label={own.choose}>
        {VIEWS.map((each) => (
          <button
            key={each}
            type="button"
            class="button small"
            aria-pressed={state.mapView.value === each}
            onClick={() => (state.mapView.value = each)}
          >
            {own[each]}
          </button>
        ))}
      </div>
      {state.mapView.value === "both" && (
        <>
          <span class="world-name one">{own.firstName}</span>
          <span class={`world-name two${cameras.areBelow.value ? " below" : ""}`}>{own.secondName}</span>
        </>
      )}
    </div>
  );
}
