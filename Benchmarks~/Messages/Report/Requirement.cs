using System.Collections.Generic;
using System.Globalization;
using P2PNet.MessageBenchmark.Measuring;

namespace P2PNet.MessageBenchmark.Report;

/// <summary>One sentence that <c>--check</c> judges.</summary>
/// <param name="Sentence">What is compared.</param>
/// <param name="Ratio">Our time over the other's.</param>
/// <param name="AtMost">What it may be at most.</param>
internal sealed record Requirement(string Sentence, double Ratio, double AtMost)
{
    private const double SpanCopyLimit = 2;

    public bool Holds => Ratio <= AtMost;

    public static List<Requirement> Of(IEnumerable<TypeResult> results)
    {
        var requirements = new List<Requirement>();
        foreach (TypeResult result in results)
        {
            foreach (ContenderResult other in result.Contenders)
            {
                if (other.Role == Role.Ours) continue;
                double limit = other.Role == Role.SpanCopy ? SpanCopyLimit : 1;
                requirements.Add(new Requirement($"{result.Type}, write: P2PNet / {other.Name}", result.Ours.WriteRatio(other), limit));
                requirements.Add(new Requirement($"{result.Type}, read: P2PNet / {other.Name}", result.Ours.ReadRatio(other), limit));
                requirements.Add(new Requirement($"{result.Type}, both: P2PNet / {other.Name}", result.Ours.Ratio(other), limit));
            }
        }

        return requirements;
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(Holds ? "ok  " : "FAIL")} {Sentence} = {Ratio:0.00}, at most {AtMost:0.##}");
}
