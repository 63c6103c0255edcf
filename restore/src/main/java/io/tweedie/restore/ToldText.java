package io.tweedie.restore;

import io.tweedie.core.denoiser.BlendedTiles;
import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.ConditionalDenoiser;
import io.tweedie.core.denoiser.Tiles;
import io.tweedie.core.guidance.ContrastGuidance;
import io.tweedie.core.guidance.EvaluationCounter;
import io.tweedie.restore.record.RunRecord;
import io.tweedie.restore.settings.RecordSettings;
import io.tweedie.restore.spec.PromptSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A text-to-image model that is told a prompt. */
final class ToldText implements Told {

  private final LatentPrior prior;
  private final PromptSpec said;
  private final Optional<Tiles> tiles;
  private Optional<Condition> condition = Optional.empty();

  ToldText(LatentPrior prior, PromptSpec said, Optional<Tiles> tiles) {
    this.prior = prior;
    this.said = said;
    this.tiles = tiles;
    tiles.ifPresent(prior.files()::requireServes);
  }

  private ConditionalDenoiser blended(ConditionalDenoiser whole) {
    return tiles
        .<ConditionalDenoiser>map(t -> t.of(whole, prior.files().trainedSide()))
        .orElse(whole);
  }

  private synchronized Condition condition() {
    if (condition.isEmpty()) {
      Condition.Text toward = prior.encode(said.text());
      condition =
          Optional.of(
              said.guidance() == 1
                  ? toward
                  : new Condition.Contrast(toward, prior.encode(said.away())));
    }
    return condition.get();
  }

  @Override
  public Asked asked() {
    EvaluationCounter counter = new EvaluationCounter();
    ConditionalDenoiser counted = blended(counter.counting(prior.conditional()));
    Question question =
        said.guidance() == 1
            ? new Question(counted, condition())
            : new Question(new ContrastGuidance(counted, said.guidance()), condition());
    return new Same(question, counter);
  }

  @Override
  public void describe(RunRecord record) {
    record.put("prompt", said.text());
    if (said.guidance() != 1) {
      record.put("negative", said.away());
      record.put("scale", said.guidance());
    }
    tiles
        .map(prior.files()::requireServes)
        .ifPresent(layout -> record.put("tiles", description(layout)));
  }

  /** Tiles as a run's record tells of them. */
  static Map<String, Object> description(BlendedTiles layout) {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("window", RecordSettings.describe(layout.window()));
    description.put("tile", layout.tile());
    description.put("stride", layout.stride());
    return description;
  }

  @Override
  public List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    cut("the prompt", said.text()).ifPresent(remarks::add);
    cut("the negative prompt", said.away()).ifPresent(remarks::add);
    return remarks;
  }

  private Optional<String> cut(String what, String text) {
    return Optional.of(prior.cutOff(text))
        .filter(rest -> !rest.isEmpty())
        .map(rest -> "%s is longer than the model reads; cut off: %s".formatted(what, rest));
  }

  @Override
  public String identity() {
    return "%s %s".formatted(said, tiles);
  }

  @Override
  public synchronized void close() {
    if (condition.isPresent() && condition.get() instanceof Condition.Contrast contrast) {
      contrast.toward().context().close();
      contrast.away().context().close();
    } else if (condition.isPresent()) {
      ((Condition.Text) condition.get()).context().close();
    }
    condition = Optional.empty();
  }
}
