using System.Collections.Generic;
using System.Linq;

namespace P2PNet.MessageBenchmark.Measuring;

/// <summary>All contenders with one type of message.</summary>
internal sealed record TypeResult(string Type, IReadOnlyList<ContenderResult> Contenders)
{
    public ContenderResult Ours => Contenders.First(c => c.Role == Role.Ours);
}
