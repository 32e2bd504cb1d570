"""The Tensor, in PyTorch's spelling."""

import copy
import pickle
import subprocess
import sys

import numpy as np
import pytest

from coursekit.autodiff import AutodiffError, Tensor, no_grad


def test_what_it_says_about_itself():
    t = Tensor([[1, 2, 3], [4, 5, 6]], requires_grad=True)
    assert (t.shape, t.ndim, t.size, len(t), t.dtype) == ((2, 3), 2, 6, 2, np.float64)
    assert t.T.shape == (3, 2)
    assert repr(Tensor(1.5)) == "Tensor(1.5)"
    assert repr(Tensor([1.0, 2.0], requires_grad=True)) == "Tensor([1., 2.], requires_grad=True)"
    assert f"{Tensor(1.23456):.2f}" == "1.23"
    assert Tensor(2.0).item() == 2.0
    assert type(Tensor(2.0).item()) is float
    assert t.tolist() == [[1, 2, 3], [4, 5, 6]]
    with pytest.raises(TypeError):
        len(Tensor(1.0))


def test_constants_keep_their_kind():
    assert Tensor([1, 2]).dtype.kind == "i"
    assert Tensor([True, False]).dtype.kind == "b"
    assert Tensor(np.float32(1)).dtype == np.float32
    assert np.asarray(Tensor([1.0, 2.0])).tolist() == [1, 2]
    assert float(Tensor(2.5)) == 2.5
    assert [10, 20][Tensor(1)] == 20
    with pytest.raises(AutodiffError, match="real"):
        Tensor("text")


def test_comparisons_are_plain_booleans():
    t = Tensor([1.0, 2.0], requires_grad=True)
    for result in (t > 1, t >= t, t < np.ones(2), t <= 2, t == 1, t != 1, np.greater(t, 1)):
        assert type(result) is np.ndarray
        assert result.dtype == bool
    assert bool(Tensor(1.0)) is True
    assert len({t, t}) == 1


def test_backward_accumulates_at_leaves_only():
    x = Tensor(3.0, requires_grad=True)
    y = x * x
    z = y * 2
    z.backward()
    (x * 1.0).backward()
    assert x.grad == 13.0
    assert y.grad is None
    x.grad = None
    assert x.grad is None


def test_a_second_backward_says_so():
    x = Tensor(2.0, requires_grad=True)
    y = x**3
    y.backward()
    with pytest.raises(AutodiffError, match="retain_graph=True"):
        y.backward()
    with pytest.raises(AutodiffError, match="retain_graph=True"):
        (y * 2).backward()
    z = x**3
    z.backward(retain_graph=True)
    z.backward()
    assert x.grad == 36.0


def test_create_graph_differentiates_again():
    x = Tensor(2.0, requires_grad=True)
    (x**3).backward(create_graph=True)
    first = x.grad
    with pytest.raises(AutodiffError, match="grad = None"):
        first.zero_()
    x.grad = None
    first.backward()
    assert x.grad == 12.0


def test_backward_of_an_array_needs_a_cotangent():
    x = Tensor([1.0, 2.0], requires_grad=True)
    with pytest.raises(AutodiffError, match="cotangent"):
        (x * x).backward()
    with pytest.raises(AutodiffError, match="agree"):
        (x * x).backward(np.ones(3))
    (x * x).backward([1.0, 10.0])
    assert x.grad.tolist() == [2, 40]


def test_backward_without_variables():
    with pytest.raises(AutodiffError, match="requires_grad=True"):
        (Tensor(1.0) * 2).backward()
    x = Tensor(1.0, requires_grad=True)
    x.backward()
    assert x.grad == 1.0


def test_the_precision_of_the_variable_is_kept():
    x = Tensor(np.ones(2, np.float32), requires_grad=True)
    np.sum(x * np.array([1.0, 2.0])).backward()
    assert x.grad.dtype == np.float32


def test_detach_and_no_grad():
    x = Tensor([1.0, 2.0], requires_grad=True)
    y = np.sum(x * x.detach())
    y.backward()
    assert x.grad.tolist() == [1, 2]
    with no_grad():
        z = x * 2
        assert np.asarray(x).tolist() == [1, 2]
    assert not z.requires_grad
    assert (x * 2).requires_grad
    z.data[0] = 3
    assert z.tolist() == [3, 4]
    assert x.tolist() == [1, 2]
    with pytest.raises(ValueError, match="read-only"):
        (x * 2).data[0] = 3

    @no_grad()
    def constant():
        return x * 2

    assert not constant().requires_grad


def test_a_training_loop():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(50, 3))
    target = X @ np.array([1.0, -2.0, 0.5])
    w = Tensor(np.zeros(3), requires_grad=True)
    for _ in range(200):
        loss = np.mean((X @ w - target) ** 2)
        w.grad = None
        loss.backward()
        w.data -= 0.1 * w.grad
    np.testing.assert_allclose(w.data, [1.0, -2.0, 0.5], atol=1e-6)


LISTING = """
class Network:
    def __init__(self): # initialise the learnable parameters
        self.W = torch.randn(64,32) * 0.01
        self.b = torch.zeros(64)
        self.W.requires_grad = True
        self.b.requires_grad = True

    def forward(self, x):
        return self.W @ x + self.b

f = Network()

# train on a synthetic dataset
for i in range(100):
    x = torch.randn(32) # sample data from our dataset (has requires_grad=False)
    t = torch.ones(64)  # target label we learn to predict (has requires_grad=False)

    loss = ((f.forward(x) - t)**2).mean()

    # backpropagate gradients of the loss w.r.t to parameters W and b
    loss.backward()

    # now we have grads for W and b, update our params via a gradient descent step
    f.W.data = f.W.data - 0.1*f.W.grad.data
    f.b.data = f.b.data - 0.1*f.b.grad.data

    # zero grads for next gradient descent step
    f.W.grad.zero_()
    f.b.grad.zero_()

    print(loss.item())
"""


def test_a_pytorch_program_runs_with_its_import_line_changed(capsys):
    import coursekit.autodiff as torch

    torch.manual_seed(0)
    scope = {}
    exec("import coursekit.autodiff as torch\n" + LISTING, scope)
    losses = [float(line) for line in capsys.readouterr().out.split()]
    assert len(losses) == 100
    assert losses[0] > 0.9
    assert losses[-1] < 0.8 * losses[0]
    network = scope["f"]
    assert isinstance(network.W.grad, Tensor)
    assert network.W.grad.shape == (64, 32)
    assert not np.any(network.W.grad.data)


def test_networks_and_optimisers_are_at_hand():
    code = (
        "import coursekit.autodiff as torch\n"
        "w = torch.ones(2, requires_grad=True)\n"
        "torch.nn.squared_error(w, torch.zeros(2)).backward()\n"
        "torch.optim.SGD([w], lr=0.1).step()\n"
        "print(w.tolist())\n"
        "torch.missing\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.stdout.startswith("[0.")
    assert "has no attribute 'missing'" in run.stderr


def test_the_gradient_is_a_tensor():
    x = Tensor([1.0, 2.0], requires_grad=True)
    assert x.grad is None
    (x * x).sum().backward()
    assert isinstance(x.grad, Tensor)
    assert not x.grad.requires_grad
    x.grad *= 10
    (x * x).sum().backward()
    assert x.grad.tolist() == [22, 44]
    x.grad.zero_()
    assert x.grad.tolist() == [0, 0]
    x.grad = np.array([1.0, 2.0])
    assert isinstance(x.grad, Tensor)
    with pytest.raises(AutodiffError, match="agree"):
        x.grad = np.ones(3)
    with pytest.raises(AutodiffError, match=r"grad\.zero_"):
        x.zero_()


@pytest.mark.parametrize("start", [2.0, [2.0, 3.0]])
def test_steps_in_place_under_no_grad(start):
    w = Tensor(start, requires_grad=True)
    for _ in range(100):
        loss = np.sum((w - 1.0) ** 2)
        loss.backward()
        with no_grad():
            w -= 0.1 * w.grad
            w.grad.zero_()
    assert w.requires_grad
    np.testing.assert_allclose(w.data, np.ones(w.shape), rtol=1e-8)


def test_plain_steps_in_place():
    w = Tensor([2.0, 3.0], requires_grad=True)
    for _ in range(100):
        np.sum((w - 1.0) ** 2).backward()
        w.data -= 0.1 * w.grad
        w.grad = None
    np.testing.assert_allclose(w.data, [1, 1], rtol=1e-8)


def test_a_step_in_place_before_the_backward_walk_is_noticed():
    w = Tensor([2.0, 3.0], requires_grad=True)
    loss = np.sum(w**2)
    with no_grad():
        w *= 2
    with pytest.raises(AutodiffError, match="replaced"):
        loss.backward()


def test_a_plain_array_takes_no_gradient_in_place():
    a, x = np.ones(2), Tensor([1.0, 2.0], requires_grad=True)
    a += x.detach()
    assert a.tolist() == [2, 3]
    with pytest.raises(AutodiffError, match="a = a"):
        a += x
    with pytest.raises(AutodiffError, match="a = a"):
        np.add(a, a, out=x)


def test_constants_can_be_written_to():
    c = Tensor([1.0, 2.0, 3.0])
    x = Tensor(2.0, requires_grad=True)
    y = np.sum(c * x)
    c[0] = 7.0
    c *= 2
    assert c.tolist() == [14, 4, 6]
    y.backward()
    assert x.grad == 6.0  # what was computed before keeps what it was computed from
    with pytest.raises(AutodiffError, match=r"np\.where"):
        c[0] = x
    with pytest.raises(AutodiffError, match="in place"):
        c += x


@pytest.mark.parametrize("again", [False, True])
def test_constants_changed_between_the_walks(again):
    for change in (
        lambda c: c.data.__setitem__(slice(None), 7.0),
        lambda c: setattr(c, "data", np.zeros(3)),
        lambda c: c.zero_(),
    ):
        c, x = Tensor([1.0, 2.0, 3.0]), Tensor(2.0, requires_grad=True)
        y = np.sum(c * x * x)
        change(c)
        y.backward(create_graph=again)
        assert x.grad == 24.0


def test_requires_grad_can_be_set():
    x = Tensor([1.0, 2.0])
    assert not x.requires_grad
    x.requires_grad = True
    y = np.sum(x * x)
    assert (x.is_leaf, y.is_leaf) == (True, False)
    y.backward()
    assert x.grad.tolist() == [2, 4]
    x.requires_grad = False
    assert not (x * 2).requires_grad
    with pytest.raises(AutodiffError, match="detach"):
        y.requires_grad = False
    with pytest.raises(AutodiffError, match=r"astype\(float\)"):
        Tensor([1, 2]).requires_grad = True


def test_tensors_of_a_shape():
    import coursekit.autodiff as torch

    assert torch.zeros(2, 3).tolist() == [[0] * 3] * 2
    assert torch.ones((2,), requires_grad=True).requires_grad
    assert torch.randn().shape == ()
    torch.manual_seed(1)
    a = torch.randn(1000)
    assert abs(a.mean().item()) < 0.2
    assert torch.randn(1000).tolist() != a.tolist()
    for bad in (-1, "two", 1.5):
        with pytest.raises(AutodiffError, match="shape"):
            torch.zeros(bad)


def test_numbers_add_up_in_place_and_arrays_do_not():
    x = Tensor(2.0, requires_grad=True)
    total = 0
    for k in range(3):
        total += x * k
    total *= 2
    total -= 1
    total /= 2
    total **= 2
    total.backward()
    assert x.grad == 2 * (6.0 - 0.5) * 3
    v = Tensor([1.0], requires_grad=True)
    with pytest.raises(AutodiffError, match="in place"):
        v += 1
    with pytest.raises(AutodiffError, match="in place"):
        v @= np.ones((1, 1))


def test_reflected_operators_with_arrays():
    x = Tensor([1.0, 2.0], requires_grad=True)
    a = np.array([3.0, 4.0])
    for result, expected in [
        (a + x, [4, 6]),
        (a - x, [2, 2]),
        (a * x, [3, 8]),
        (a / x, [3, 2]),
        (a**x, [3, 16]),
        (a @ x, 11),
        (x @ a, 11),
        (a % x, [0, 0]),
        ([1, 2] * x, [1, 4]),
        (x * (1, 2), [1, 4]),
        (np.float64(2) * x, [2, 4]),
    ]:
        assert isinstance(result, Tensor)
        assert result.tolist() == expected
    assert (a // x).tolist() == [3, 2]
    assert [each.tolist() for each in divmod(x, 2)] == [[0, 1], [1, 0]]
    assert [each.tolist() for each in divmod(7, x)] == [[7, 3], [0, 1]]
    assert (7 // x).tolist() == [7, 3]


def test_data_of_another_shape():
    with pytest.raises(AutodiffError, match="shape"):
        Tensor([1.0, 2.0]).data = np.ones(3)


def test_methods_are_numpys_functions():
    a = np.array([[1.0, 2.0], [3.0, 4.0]])
    for name, args in [
        ("sum", (0,)),
        ("mean", (1,)),
        ("var", ()),
        ("std", (0,)),
        ("prod", (1,)),
        ("max", (0,)),
        ("min", ()),
        ("argmax", (1,)),
        ("argmin", ()),
        ("cumsum", (0,)),
        ("clip", (1.5, 3.5)),
        ("dot", (np.ones(2),)),
        ("reshape", (4,)),
        ("ravel", ()),
        ("squeeze", ()),
        ("copy", ()),
        ("transpose", ()),
        ("swapaxes", (0, 1)),
        ("flatten", ()),
        ("flatten", ("F",)),
        ("cumprod", (0,)),
        ("trace", ()),
        ("diagonal", (1,)),
        ("take", ([0, 3],)),
        ("repeat", (2, 0)),
        ("argsort", (0,)),
        ("all", (0,)),
        ("any", ()),
        ("nonzero", ()),
        ("round", (1,)),
        ("conj", ()),
        ("conjugate", ()),
        ("astype", (np.float32,)),
    ]:
        for t in (Tensor(a), Tensor(a, requires_grad=True)):
            found = getattr(t, name)(*args)
            expected = getattr(a, name)(*args)
            np.testing.assert_allclose(getattr(found, "_plain", found), expected)
    assert t.sum(axis=1, dtype=np.float32, keepdims=True).shape == (2, 1)
    assert t.compress([True, False], axis=1).tolist() == [[1], [3]]
    assert t.reshape(4, order="F").tolist() == [1, 3, 2, 4]
    assert t.mT.tolist() == t.T.tolist() == t.real.T.tolist() == [[1, 3], [2, 4]]
    assert t.imag.tolist() == [[0, 0], [0, 0]]
    assert t.astype(float, copy=False).dtype == float


def test_round_and_index_and_abs():
    t = Tensor([1.26, -2.5], requires_grad=True)
    assert round(t, 1).tolist() == [1.3, -2.5]
    assert abs(t).tolist() == [1.26, 2.5]
    assert (+t) is t
    with pytest.raises(IndexError):
        t[5]


def test_copies():
    x = Tensor([1.0], requires_grad=True)
    x.grad = [2.0]
    own = copy.deepcopy(x)
    assert own.data.tolist() == [1.0]
    assert own.requires_grad
    assert own.grad.tolist() == [2.0]
    own.data[:] = 5.0
    assert x.tolist() == [1.0]
    assert copy.deepcopy(Tensor([True])).tolist() == copy.copy(Tensor([True])).tolist() == [True]
    np.sum(copy.copy(x) * 2).backward()
    assert x.grad.tolist() == [4.0]
    assert pickle.loads(pickle.dumps(x)).tolist() == [1.0]
