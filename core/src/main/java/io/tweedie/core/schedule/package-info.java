/** How much noise there is at each timestep, and which timesteps a run visits. */
package io.tweedie.core.schedule;
