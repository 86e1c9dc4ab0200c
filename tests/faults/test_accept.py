"""The accept harness in short. Machines that are busy with other things measure anything: the bound is for `make faults`."""

from tests.faults.accept import measure


def test_an_accept_costs_more_than_a_bare_insert_and_not_many_times_as_much() -> None:
    (figure,) = measure(100, seed=1)
    assert figure.trials == 100
    assert 1.0 < float(figure.value.split()[0]) < 6.0, figure
