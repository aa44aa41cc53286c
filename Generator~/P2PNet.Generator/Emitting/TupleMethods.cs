using System.Linq;
using P2PNet.Generator.Shapes;

namespace P2PNet.Generator.Emitting;

/// <summary>The two methods for a tuple.</summary>
internal static class TupleMethods
{
    public static string Of(TupleShape shape, string name, MemberPlace place)
    {
        var code = new CodeText(place.Methods.Depth);
        MemberPlace[] places = [.. shape.ItemNames.Select(item => place.Within("." + item, item))];

        code.Line();
        code.Line($"private static void Write{name}(ref MessagePackWriter writer, {shape.Name} items)");
        code.Open();
        if (shape.IsNullable) SequenceMethods.NullGuard(code);
        code.Line($"writer.WriteArrayHeader({shape.Items.Count});");
        for (int i = 0; i < shape.Items.Count; i++) shape.Items[i].AppendWrite(code, $"items.{shape.ItemNames[i]}", places[i]);
        code.Close();

        code.Line();
        code.Line($"private static {shape.Name} Read{name}(ref MessagePackReader reader)");
        code.Open();
        if (shape.IsNullable) code.Line("if (reader.TryReadNil()) return null;");
        code.Line($"reader.ReadFixedArrayHeader({shape.Items.Count});");

        // Arguments are evaluated from left to right, which is the order of the wire.
        code.Line($"return new {shape.BareName}({string.Join(", ", shape.Items.Select((item, i) => item.Read(places[i])))});");
        code.Close();
        return code.ToString();
    }
}
