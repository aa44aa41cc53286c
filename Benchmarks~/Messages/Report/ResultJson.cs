using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using P2PNet.MessageBenchmark.Measuring;

namespace P2PNet.MessageBenchmark.Report;

/// <summary>The same numbers for programs.</summary>
internal static class ResultJson
{
    public static string Write(IEnumerable<TypeResult> results, IEnumerable<Requirement> requirements)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("results");
            foreach (TypeResult result in results)
            {
                foreach (ContenderResult contender in result.Contenders) WriteContender(writer, result.Type, contender);
            }

            writer.WriteEndArray();
            writer.WriteStartArray("requirements");
            foreach (Requirement requirement in requirements) WriteRequirement(writer, requirement);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + Environment.NewLine;
    }

    private static void WriteContender(Utf8JsonWriter writer, string type, ContenderResult contender)
    {
        writer.WriteStartObject();
        writer.WriteString("message", type);
        writer.WriteString("contender", contender.Name);
        writer.WriteNumber("wireBytes", contender.WireLength);
        writer.WriteNumber("writeNanoseconds", Math.Round(contender.WriteTime, 2));
        writer.WriteNumber("readNanoseconds", Math.Round(contender.ReadTime, 2));
        writer.WriteNumber("writeAllocatedBytes", contender.WriteAllocated);
        writer.WriteNumber("readAllocatedBytes", contender.ReadAllocated);
        writer.WriteEndObject();
    }

    private static void WriteRequirement(Utf8JsonWriter writer, Requirement requirement)
    {
        writer.WriteStartObject();
        writer.WriteString("ratio", requirement.Sentence);
        writer.WriteNumber("value", Math.Round(requirement.Ratio, 3));
        writer.WriteNumber("atMost", requirement.AtMost);
        writer.WriteBoolean("holds", requirement.Holds);
        writer.WriteEndObject();
    }
}
