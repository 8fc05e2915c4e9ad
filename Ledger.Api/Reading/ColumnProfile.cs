using System.Runtime.CompilerServices;
using Ledger.Api.Tables;

namespace Ledger.Api.Reading;

/// <summary>
/// What the cells of a column have been so far: enough to infer its type over the whole file, and how many bytes a value needs.
/// </summary>
internal sealed class ColumnProfile
{
    private Form _form;
    private int _whole;
    private int _scale;

    private enum Form
    {
        Unseen,
        Integer,
        Decimal,
        Bool,
        Date,
        Timestamp,
        Text,
    }

    /// <summary>Cells that are JSON null or absent: null in a column of any type.</summary>
    public long Absent { get; set; }

    /// <summary>Cells equal to a null token: null unless the column is text.</summary>
    public long Tokens { get; set; }

    /// <summary>Type inferred; a column of nulls alone is an integer column, of which all (no) values are.</summary>
    public ColumnType Type => _form switch
    {
        Form.Unseen or Form.Integer => ColumnType.Whole,
        Form.Decimal => ColumnType.Fixed,
        Form.Bool => ColumnType.Bool,
        Form.Date => ColumnType.Date,
        Form.Timestamp => ColumnType.Timestamp,
        _ => ColumnType.Text,
    };

    /// <summary>Most fraction digits seen.</summary>
    public int Scale => _form == Form.Decimal ? _scale : 0;

    /// <summary>True when a cell is null in a column of the given type.</summary>
    public bool HasNulls(ColumnType type) => Absent > 0 || (Tokens > 0 && type != ColumnType.Text);

    /// <summary>Bytes that hold every value of the column read as a type and scale.</summary>
    public int Width(ColumnType type, int scale) => type switch
    {
        ColumnType.Bool => 1,
        ColumnType.Date => sizeof(int),
        ColumnType.Whole or ColumnType.Fixed when _form is Form.Unseen or Form.Integer or Form.Decimal =>
            PackedColumn.WidthFor(_whole + scale),
        _ => sizeof(long),
    };

    /// <summary>Takes in a cell that is not null.</summary>
    public void Add(ReadOnlySpan<byte> cell)
    {
        switch (_form)
        {
            case Form.Integer or Form.Decimal:
                AddNumber(cell);
                break;
            case Form.Text:
                break;
            case Form.Unseen:
                if (CellParser.IsNumber(cell, out _, out _))
                {
                    _form = Form.Integer;
                    AddNumber(cell);
                }
                else
                {
                    _form = FormOf(cell);
                }

                break;
            default:
                _form = FormOf(cell) == _form ? _form : Form.Text;
                break;
        }
    }

    /// <summary>Takes in what another profile saw of the same column.</summary>
    public void Merge(ColumnProfile other)
    {
        Absent += other.Absent;
        Tokens += other.Tokens;
        (_whole, _scale) = (Math.Max(_whole, other._whole), Math.Max(_scale, other._scale));
        _form = (_form, other._form) switch
        {
            (Form.Unseen, var form) => form,
            (var form, Form.Unseen) => form,
            (Form.Integer or Form.Decimal, Form.Integer or Form.Decimal) => (Form)Math.Max((int)_form, (int)other._form),
            var (mine, theirs) => mine == theirs ? mine : Form.Text,
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddNumber(ReadOnlySpan<byte> cell)
    {
        if (!CellParser.IsNumber(cell, out var whole, out var fraction))
        {
            _form = Form.Text;
            return;
        }

        (_whole, _scale) = (Math.Max(_whole, whole), Math.Max(_scale, fraction));
        // Only 19 digits and more can leave ±2^62 (4.6e18).
        if (fraction > 0 || (whole >= 19 && CellParser.TryParse(ColumnType.Whole, 0, cell, out _) != CellFault.None))
        {
            _form = Form.Decimal;
        }
    }

    private static Form FormOf(ReadOnlySpan<byte> cell)
    {
        if (CellParser.TryParse(ColumnType.Bool, 0, cell, out _) == CellFault.None)
        {
            return Form.Bool;
        }

        if (CellParser.TryParse(ColumnType.Date, 0, cell, out _) == CellFault.None)
        {
            return Form.Date;
        }

        return CellParser.TryTimestamp(cell, out _) ? Form.Timestamp : Form.Text;
    }
}
