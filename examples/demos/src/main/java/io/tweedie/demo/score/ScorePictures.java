package io.tweedie.demo.score;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.cat;

import io.tweedie.core.langevin.AnnealedLangevin;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.random.RandomStream;
import io.tweedie.core.score.GeometricSigmas;
import io.tweedie.core.score.Score;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * Pictures of a score in the plane and of particles that follow it.
 *
 * @param data whose score it is
 * @param score learned or exact
 * @param seed of the particles
 */
public record ScorePictures(PlanarData data, Score score, long seed) {

  private static final int ARROWS = 20;
  private static final int PARTICLES = 1000;
  private static final int TRAJECTORIES = 8;
  private static final int EVERY = 200;
  private static final int WAY_POINTS = 5;
  private static final int SMALL = 330;
  private static final int LARGE = 520;
  private static final int LEVELS = 20;
  private static final int STEPS_PER_LEVEL = 50;

  /**
   * Draws the score as arrows under much, some and little noise, over the noisy data. An arrow
   * points along the score; its length grows with sigma |score| up to the distance to the next.
   */
  public void field(Path file) {
    List<PlaneChart> pictures = new ArrayList<>();
    double most = data.scale() / 2;
    double least = data.sigmas().smallest();
    for (double sigma : new double[] {most, Math.sqrt(most * least), least}) {
      try (PointerScope scope = new PointerScope();
          NoGradGuard guard = new NoGradGuard()) {
        Tensor points = points();
        Tensor noise = new RandomStream(seed, "noise").normal(points.shape());
        Tensor noisy = points.add(noise, scalar(sigma));
        Tensor grid = grid();
        Tensor pull = score.at(grid, sigma).mul(scalar(sigma));
        Tensor size = pull.norm(new ScalarOptional(scalar(2)), new long[] {-1}, true);
        Tensor arrows = pull.div(size.add(scalar(1))).mul(scalar(spacing()));
        String title = String.format(Locale.ROOT, "score, sigma = %.2f", sigma);
        pictures.add(new PlaneChart(title, data.reach(), SMALL).points(noisy).arrows(grid, arrows));
      }
    }
    PlaneChart.write(pictures, pictures.size(), file);
  }

  private Tensor points() {
    return data.sample(PARTICLES, new RandomStream(seed, "points"));
  }

  private double spacing() {
    return 2 * data.reach() / ARROWS;
  }

  private Tensor grid() {
    float[] places = new float[2 * ARROWS * ARROWS];
    for (int i = 0; i < ARROWS * ARROWS; i++) {
      places[2 * i] = (float) ((i % ARROWS + 0.5) * spacing() - data.reach());
      places[2 * i + 1] = (float) ((i / ARROWS + 0.5) * spacing() - data.reach());
    }
    return Tensor.create(places, (long) ARROWS * ARROWS, 2);
  }

  /**
   * Draws particles that follow the score under falling noise: where they all are at the start,
   * every 200 steps and at the end, and the ways of some of them over the data. Ways begin where
   * the noise has fallen to a quarter of the data's size: before, they only rush about.
   *
   * @param particles file of the first picture
   * @param trajectories file of the second
   */
  public void particles(Path particles, Path trajectories) {
    GeometricSigmas sigmas =
        new GeometricSigmas(data.sigmas().largest(), data.sigmas().smallest(), LEVELS);
    AnnealedLangevin sampler = AnnealedLangevin.tuned(sigmas, STEPS_PER_LEVEL);
    List<PlaneChart> moments = new ArrayList<>();
    try (PointerScope scope = new PointerScope()) {
      Tensor start =
          new RandomStream(seed, "start").uniform(-data.reach(), data.reach(), 1, 1, PARTICLES, 2);
      moments.add(new PlaneChart("step 0", data.reach(), SMALL).points(start));
      TensorVector ways = new TensorVector();
      sampler
          .over(score)
          .run(
              new KeyedNoise(seed, new long[] {0}),
              start,
              state -> {
                if (state.done() % WAY_POINTS == 0 && 4 * state.sigma() <= data.scale()) {
                  ways.push_back(followed(state.x()).clone());
                }
                if (state.done() % EVERY == 0) {
                  String title = state.done() < sampler.steps() ? "step " + state.done() : "final";
                  moments.add(new PlaneChart(title, data.reach(), SMALL).points(state.x()));
                }
                return true;
              })
          .close();
      PlaneChart.write(moments, 3, particles);
      drawWays(cat(ways, 0), trajectories);
    }
  }

  /** Those particles whose ways are drawn. */
  private static Tensor followed(Tensor x) {
    return x.narrow(2, 0, TRAJECTORIES);
  }

  /** Draws ways [way points, 1, particles, 2]. */
  private void drawWays(Tensor ways, Path file) {
    PlaneChart picture = new PlaneChart("trajectories", data.reach(), LARGE);
    for (int i = 0; i < TRAJECTORIES; i++) {
      picture.path("particle " + i, ways.select(2, i));
    }
    picture.points(points());
    PlaneChart.write(List.of(picture), 1, file);
  }
}
