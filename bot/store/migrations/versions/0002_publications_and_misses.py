"""Publications and misses"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('misses',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('at', sa.Float(), nullable=False),
    sa.Column('outcome', sa.String(length=24), nullable=False),
    sa.Column('text', sa.LargeBinary(), nullable=False),
    sa.Column('settled_at', sa.Float(), nullable=True),
    sa.Column('settled_as', sa.String(length=24), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_misses'))
    )
    with op.batch_alter_table('misses', schema=None) as batch_op:
        batch_op.create_index('ix_misses_open', ['at'], unique=False, sqlite_where=sa.text('settled_at IS NULL'), postgresql_where=sa.text('settled_at IS NULL'))

    op.create_table('publications',
    sa.Column('seq', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('at', sa.Float(), nullable=False),
    sa.Column('author', sa.String(length=96), nullable=False),
    sa.Column('note', sa.String(length=400), nullable=False),
    sa.Column('changes', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('seq', name=op.f('pk_publications'))
    )


def downgrade() -> None:
    op.drop_table('publications')
    with op.batch_alter_table('misses', schema=None) as batch_op:
        batch_op.drop_index('ix_misses_open', sqlite_where=sa.text('settled_at IS NULL'), postgresql_where=sa.text('settled_at IS NULL'))

    op.drop_table('misses')
