using System.Collections.Generic;
using System.Globalization;
using System.Text;
using P2PNet.MessageBenchmark.Measuring;

namespace P2PNet.MessageBenchmark.Report;

/// <summary>Numbers for people, as a table for a page of documentation.</summary>
internal static class ResultTable
{
    public static string Markdown(IEnumerable<TypeResult> results)
    {
        var text = new StringBuilder("""

            | message | contender | bytes on the wire | write, ns | read, ns | allocated to write, bytes | allocated to read, bytes |
            |---|---|---:|---:|---:|---:|---:|

            """);
        foreach (TypeResult result in results)
        {
            foreach (ContenderResult c in result.Contenders)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {result.Type} | {c.Name} | {c.WireLength:N0} | {Time(c.WriteTime)} | {Time(c.ReadTime)} ");
                text.Append(CultureInfo.InvariantCulture, $"| {c.WriteAllocated:N0} | {c.ReadAllocated:N0} |\n");
            }
        }

        return text.ToString();
    }

    private static string Time(double nanoseconds) => nanoseconds.ToString(nanoseconds < 100 ? "0.0" : "N0", CultureInfo.InvariantCulture);
}
