package my;

import static io.tweedie.core.tensor.Scalars.scalar;

import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.denoiser.Parameterization;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.guidance.GuidanceMethod;
import io.tweedie.core.guidance.GuidanceProvider;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/**
 * A guidance, {@code --guidance dark:0.1}: moves every estimate of the image toward black.
 *
 * <pre>
 * x0 = x0Hat - scale (x0Hat + 1)
 * </pre>
 *
 * @param scale share of the way to black
 */
public record Dark(double scale) implements GuidanceMethod {

  @Override
  public String name() {
    return GuidanceProvider.name("dark", scale);
  }

  @Override
  public Set<Need> needs() {
    return Set.of();
  }

  @Override
  public Denoiser guide(Setup setup) {
    Denoiser prior = unguided(setup);
    return (xt, level) -> {
      Prediction p = prior.predict(xt, level);
      Tensor x0 = p.kind().x0(xt, p.output(), level.alphaBar());
      return new Prediction(
          Parameterization.X0, x0.sub(x0.add(scalar(1)).mul(scalar(scale))));
    };
  }

  /** Registers it. */
  public static final class Provider implements GuidanceProvider {

    @Override
    public String name() {
      return "dark";
    }

    @Override
    public String summary() {
      return "darkens by a share; 0 is none";
    }

    @Override
    public GuidanceMethod parse(String settings) {
      return new Dark(scale(settings));
    }
  }
}
