"""Trains a model into one file, whole or not at all."""

import argparse
import gc
import sys
import tempfile
from pathlib import Path

from okpay_engine.encoder.encoder_process import training_encoder
from okpay_engine.encoder.sentence_encoder import converted_folder
from okpay_engine.lean import leave_out_tensorflow
from okpay_engine.progress import report


def main() -> int:
    """Train from the project's root; 0 when the model lies where it was asked for."""
    # Nearly all that is made stays until the end, which is soon: searched for rubbish, it takes a quarter
    # more time.
    gc.disable()
    # The processes that help in training import this module again: without Rasa that is quick.
    leave_out_tensorflow()
    if not converted_folder().exists():
        from okpay_engine.encoder import convert

        report("converting the encoder", 0, 1)
        convert.prepare()
    # Its process starts while Rasa is imported.
    training_encoder()
    from rasa.model_training import train

    from okpay_engine import fixes
    from okpay_engine.logs import quiet_logs

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", required=True, type=Path, help="the model file to write")
    arguments = parser.parse_args()

    quiet_logs()
    fixes.apply_to_training()
    report("reading", 0, 1)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=arguments.out.parent) as folder:
        result = train(
            domain="domain.yml",
            config="config.yml",
            training_files="data",
            output=folder,
            fixed_model_name="model",
            force_training=True,
        )
        if result.code != 0 or result.model is None:
            return result.code or 1
        report("packing", 1, 1)
        Path(result.model).replace(arguments.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
