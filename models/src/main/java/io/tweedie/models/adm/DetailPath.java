package io.tweedie.models.adm;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.addcmul;
import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.pixel_shuffle;
import static org.bytedeco.pytorch.global.torch.silu;

import io.tweedie.core.tensor.Compute;
import io.tweedie.models.nn.Block;
import io.tweedie.models.nn.Chain;
import io.tweedie.models.nn.Conditioning;
import io.tweedie.models.nn.Conv2d;
import io.tweedie.models.nn.Initializer;
import io.tweedie.models.nn.Linear;
import io.tweedie.models.nn.Parameters;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * A thin path at full resolution beside a U-Net that works on squares of pixels. It is shown the
 * noisy image and, at every pixel, what the U-Net has to tell, and adds to the answer of that. Its
 * last layer starts at zero, so that training begins with the U-Net alone.
 */
final class DetailPath {

  /** How far it looks in the image, in pixels. */
  static final int REACH = 3;

  private final int patch;
  private final Conv2d told;
  private final Conv2d in;
  private final Linear embed;
  private final Conv2d middle;
  private final Conv2d out;
  private final Block path;

  /** Declares the layers of a path that is shown images of that many channels. */
  DetailPath(Parameters scope, AdmConfig config, int shownChannels) {
    patch = config.patch();
    int width = config.detailChannels();
    told = new Conv2d(scope.scope("told"), config.widths()[0], (long) width * patch * patch, 1);
    in = new Conv2d(scope.scope("in"), (long) shownChannels + width, width, 3);
    embed = new Linear(scope.scope("embed"), 4L * config.numChannels(), 2L * width);
    middle = new Conv2d(scope.scope("middle"), width, width, 3);
    out = new Conv2d(scope.scope("out"), width, config.outChannels(), 3, 1, 1, Initializer.ZEROS);
    path =
        Chain.of(
            (x, conditioning) -> silu(modulated(in.forward(x), conditioning)),
            (x, conditioning) -> out.forward(silu(middle.forward(x))));
  }

  private Tensor modulated(Tensor h, Conditioning conditioning) {
    Tensor e = embed.forward(conditioning.embedding()).unsqueeze(2).unsqueeze(3);
    long width = h.size(1);
    Tensor gain = e.narrow(1, 0, width).add(scalar(1)).to(h.scalar_type());
    return addcmul(e.narrow(1, width, width).to(h.scalar_type()), h, gain);
  }

  /**
   * What is to be added to the answer of the U-Net.
   *
   * @param images N x C x H x W, noisy
   * @param features of the U-Net's last layer but one, N x C' x H / patch x W / patch
   * @return N x outChannels x H x W
   */
  Tensor forward(Tensor images, Tensor features, Conditioning conditioning, Compute compute) {
    Tensor perPixel = pixel_shuffle(told.forward(compute.inner(features)), patch);
    Tensor seen = cat(new TensorVector(compute.inner(images), perPixel), 1);
    Tensor added = path.in(compute).forward(compute.inner(seen), conditioning);
    return added.to(features.scalar_type());
  }
}
