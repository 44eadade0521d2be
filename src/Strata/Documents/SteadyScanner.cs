using YamlDotNet.Core;
using YamlDotNet.Core.Tokens;

namespace Strata.Documents;

/// <summary>
/// A scanner that can be asked for the next token more than once. YamlDotNet's parser does so behind an anchored scalar in a flow
/// mapping, whereupon its own scanner skips a token: <c>{a: &amp;x 1, b: 2}</c> would be an error.
/// </summary>
internal sealed class SteadyScanner(TextReader input) : IScanner
{
    private readonly Scanner _scanner = new(input, skipComments: true);
    private bool _peeked;

    public Mark CurrentPosition => _scanner.CurrentPosition;

    public Token? Current => _scanner.Current;

    public bool MoveNext()
    {
        ConsumeCurrent();
        return MoveNextWithoutConsuming();
    }

    public bool MoveNextWithoutConsuming()
    {
        // Behind the end of the stream the parser makes sure that nothing follows.
        if (!_peeked || _scanner.Current is StreamEnd)
        {
            _peeked = _scanner.MoveNextWithoutConsuming();
        }

        return _peeked;
    }

    public void ConsumeCurrent()
    {
        if (_peeked)
        {
            _peeked = false;
            _scanner.ConsumeCurrent();
        }
    }
}
