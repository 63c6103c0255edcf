package io.tweedie.core.guidance;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.Denoiser;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Guidance by a classifier that need not know noise, as {@code energy:12} names it.
 *
 * @param kind what is climbed
 * @param scale 0 guides not at all
 * @param weight lambda of {@link Kind#BALANCED}; 0 for the others
 * @param schedule how strongly it guides at each noise level
 * @param path where around x_t the score is asked for
 * @param place which image the classifier is shown
 */
public record ScoreMethod(
    Kind kind,
    double scale,
    double weight,
    GuidanceSchedule schedule,
    ScorePath path,
    GuidancePlace place)
    implements GuidanceMethod {

  /** Refuses scales and weights that are no numbers. */
  public ScoreMethod {
    ClassifierGuidance.requireScale(scale);
    ClassifierGuidance.requireScale(weight);
  }

  /** With the exact schedule, at x_t. */
  public ScoreMethod(Kind kind, double scale, double weight) {
    this(kind, scale, weight, GuidanceSchedule.EXACT, ScorePath.DIRECT, GuidancePlace.XT);
  }

  /** What is climbed. */
  public enum Kind {
    /** log p(y | x). */
    POSTERIOR("posterior") {
      @Override
      ClassObjective objective(double weight, List<Double> energies) {
        return new ClassObjective.LogProbability();
      }
    },
    /** -E(x, y). */
    ENERGY("energy") {
      @Override
      ClassObjective objective(double weight, List<Double> energies) {
        return new ClassObjective.JointEnergy();
      }
    },
    /** -(E(x, y) + lambda |E*(y) - E(x)|). */
    BALANCED("energy-delta") {
      @Override
      ClassObjective objective(double weight, List<Double> energies) {
        return new ClassObjective.BalancedEnergy(weight, energies);
      }
    };

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    abstract ClassObjective objective(double weight, List<Double> energies);
  }

  @Override
  public String name() {
    return kind == Kind.BALANCED
        ? kind.word + ":" + NumberList.text(scale, weight)
        : GuidanceProvider.name(kind.word, scale);
  }

  @Override
  public Set<Need> needs() {
    Set<Need> needs = EnumSet.of(Need.CONDITION, Need.ANY_CLASSIFIER);
    if (kind == Kind.BALANCED) {
      needs.add(Need.CLASS_ENERGIES);
    }
    return needs;
  }

  @Override
  public Denoiser guide(Setup setup) {
    Denoiser prior = setup.prior().unconditional();
    Condition.Classes target = setup.condition().as(Condition.Classes.class, name());
    NoisyClassifier shown = place.shown(setup.classifierFor(this), prior);
    List<Double> energies = kind == Kind.BALANCED ? setup.energiesFor(this) : List.of();
    ClassScore score = new ClassScore(shown, target, kind.objective(weight, energies));
    return new ScoreGuidance(prior, score, scale, schedule, path);
  }

  @Override
  public GuidanceMethod withSchedule(GuidanceSchedule other) {
    return new ScoreMethod(kind, scale, weight, other, path, place);
  }

  @Override
  public GuidanceMethod withPath(ScorePath other) {
    return new ScoreMethod(kind, scale, weight, schedule, other, place);
  }

  @Override
  public GuidanceMethod shown(GuidancePlace other) {
    return new ScoreMethod(kind, scale, weight, schedule, path, other);
  }

  /** Reads {@code posterior:5}. */
  public static final class PosteriorProvider implements GuidanceProvider {

    @Override
    public String name() {
      return Kind.POSTERIOR.word;
    }

    @Override
    public String summary() {
      return "by log p(y|x) of any classifier, as a robust one; 0 is none";
    }

    @Override
    public GuidanceMethod parse(String settings) {
      return new ScoreMethod(Kind.POSTERIOR, scale(settings), 0);
    }
  }

  /** Reads {@code energy:12}. */
  public static final class EnergyProvider implements GuidanceProvider {

    @Override
    public String name() {
      return Kind.ENERGY.word;
    }

    @Override
    public String summary() {
      return "by its energy E(x,y), the logit of the class";
    }

    @Override
    public GuidanceMethod parse(String settings) {
      return new ScoreMethod(Kind.ENERGY, scale(settings), 0);
    }
  }

  /** Reads {@code energy-delta:4,0.15}. */
  public static final class BalancedProvider implements GuidanceProvider {

    @Override
    public String name() {
      return Kind.BALANCED.word;
    }

    @Override
    public String summary() {
      return "the same, as near to the usual E(x) as a weight asks; W as 4,0.15";
    }

    @Override
    public GuidanceMethod parse(String settings) {
      List<Double> numbers = NumberList.read(name(), settings, "4,0.15");
      return new ScoreMethod(Kind.BALANCED, numbers.get(0), numbers.get(1));
    }
  }
}
